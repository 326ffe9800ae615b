// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import io.slipway.protocol.snapshot.ComponentConfiguration;
import io.slipway.protocol.snapshot.ConfigurationProperty;
import io.slipway.protocol.snapshot.ConfigurationSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a template says of the requests that are made from it. Its texts hold variables, and its
 * configuration placeholders, which provided services fill.
 *
 * @param endpointInfoId the account broker, or empty for the account's default
 */
public record TemplateBody(
    Activation activation,
    RequestOptions.Connection connection,
    RequestOptions.Extra extra,
    Optional<Id> endpointInfoId,
    Login login,
    List<TemplateComponent> components) {
  public TemplateBody {
    components = List.copyOf(components);
  }

  /**
   * When attempts may start.
   *
   * @param activatesOn empty for the time at which a request is made
   */
  public record Activation(
      boolean enabled, Optional<Instant> activatesOn, Optional<Instant> expiresOn) {
    public static final Activation DEFAULT =
        new Activation(true, Optional.empty(), Optional.empty());
  }

  /**
   * How devices log in to be provisioned; the texts may hold variables.
   *
   * @param certificateDevId which factory certificate they show in place of a password
   */
  public record Login(
      String username, Optional<String> certificateDevId, boolean generateActivationKey) {
    public static final Login DEFAULT = new Login("${clientId}-${serialNumber}", false);

    /** By a password. */
    public Login(String username, boolean generateActivationKey) {
      this(username, Optional.empty(), generateActivationKey);
    }

    /** Whether more has to be had than what a label shows. */
    public boolean strong() {
      return certificateDevId.isPresent() || generateActivationKey;
    }
  }

  /** What a request for one device is to be made of. */
  public record Rendered(Login login, RequestOptions options) {}

  /** What the services have to supply, each in the order of its first use. */
  public List<ServiceSchema> schema() {
    Map<String, Map<String, ServiceSchema.Field>> services = new LinkedHashMap<>();
    for (TemplateComponent component : components) {
      for (TemplateProperty property : component.properties()) {
        if (property.isPlaceholder()) {
          services
              .computeIfAbsent(component.lookUpKey(), k -> new LinkedHashMap<>())
              .put(property.lookUpKey(), property.field());
        }
      }
    }
    List<ServiceSchema> schema = new ArrayList<>();
    services.forEach((id, fields) -> schema.add(new ServiceSchema(id, fields.values())));
    return schema;
  }

  /** This with what the services supply; placeholders that none of them fills stay. */
  public TemplateBody fill(List<ProvidedService> services) {
    Map<String, ProvidedService> byId = new LinkedHashMap<>();
    services.forEach(s -> byId.put(s.serviceId(), s));
    return with(
        components.stream()
            .map(c -> byId.containsKey(c.lookUpKey()) ? c.fill(byId.get(c.lookUpKey())) : c)
            .toList());
  }

  public TemplateBody with(List<TemplateComponent> others) {
    return new TemplateBody(activation, connection, extra, endpointInfoId, login, others);
  }

  public TemplateBody with(RequestOptions.Extra other) {
    return new TemplateBody(activation, connection, other, endpointInfoId, login, components);
  }

  /**
   * The request for one device, with the passwords of this; no placeholder may be left. Throws
   * {@link Variables.MissingException} where a value is needed that is not given.
   */
  public Rendered render(Variables values, Instant now) {
    Login rendered =
        new Login(
            rendered(login.username(), "the user name", values),
            login.certificateDevId().map(id -> rendered(id, "certificateDevId", values)),
            login.generateActivationKey());
    RequestOptions options =
        new RequestOptions(
            endpointInfoId,
            new RequestOptions.Activation(
                activation.enabled(), activation.activatesOn().orElse(now), activation.expiresOn()),
            connection,
            new ConfigurationSnapshot(components.stream().map(c -> render(c, values)).toList()),
            extra.with(extra.deviceCertificate().map(c -> c.with(c.profile().render(values)))));
    return new Rendered(rendered, options);
  }

  private static String rendered(String text, String what, Variables values) {
    try {
      return new VariableText(text).render(values);
    } catch (Variables.MissingException missing) {
      throw missing.within(what);
    }
  }

  private static ComponentConfiguration render(TemplateComponent component, Variables values) {
    Map<String, ConfigurationProperty> rendered = new LinkedHashMap<>();
    for (TemplateProperty property : component.properties()) {
      try {
        rendered.put(property.name(), property.render(values));
      } catch (Variables.MissingException missing) {
        throw missing.within("property " + property.name() + " of " + component.pid());
      }
    }
    return new ComponentConfiguration(component.pid(), rendered);
  }
}
