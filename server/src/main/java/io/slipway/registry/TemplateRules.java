// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.RequestOptions;
import io.slipway.domain.ServiceSchema;
import io.slipway.domain.TemplateBody;
import io.slipway.domain.TemplateComponent;
import io.slipway.domain.TemplateProperty;
import io.slipway.domain.VariableText;
import io.slipway.protocol.snapshot.ConfigurationProperty;
import io.slipway.protocol.snapshot.ConfigurationSnapshot;
import io.slipway.protocol.snapshot.PropertyType;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What templates, groups and provided services must keep to. */
final class TemplateRules {
  /** A list is shown whole. */
  static final int MOST = 1_000;

  private static final String AT = "/body" + ConfigurationRules.AT;
  private static final int LONGEST_DESCRIPTION = 1_000;
  private static final Set<PropertyType> SUPPLIED =
      EnumSet.of(
          PropertyType.STRING,
          PropertyType.INTEGER,
          PropertyType.BOOLEAN,
          PropertyType.DOUBLE,
          PropertyType.LONG,
          PropertyType.PASSWORD);

  private TemplateRules() {}

  static void check(TemplateDraft draft) {
    checkTexts(draft.displayName(), draft.description());
    TemplateBody body = draft.body();
    try {
      RequestRules.check(withoutConfiguration(body), body.login().strong());
    } catch (RefusedException refused) {
      throw refused.under("/body");
    }
    checkText("username", body.login().username());
    body.login().certificateDevId().ifPresent(id -> checkText("certificateDevId", id));
    body.extra()
        .deviceCertificate()
        .ifPresent(
            c -> CertificateRules.checkVariables("/body" + RequestRules.CERTIFICATE, c.profile()));
    Map<String, ServiceSchema.Field> supplied = new HashMap<>();
    int index = 0;
    for (TemplateComponent component : body.components()) {
      check(component, AT + index++, supplied);
    }
  }

  static void checkTexts(Optional<String> displayName, Optional<String> description) {
    displayName.ifPresent(name -> TextRules.name("/displayName", name));
    if (description.filter(d -> d.length() > LONGEST_DESCRIPTION).isPresent()) {
      throw RefusedException.invalid(
          "/description", "must be at most " + LONGEST_DESCRIPTION + " characters long");
    }
  }

  /** A name that stands in addresses. */
  static void checkSegment(String field, String name) {
    TextRules.name(field, name);
    if (name.matches(".*[/\\\\%?#;].*") || name.equals(".") || name.equals("..")) {
      throw RefusedException.invalid(field, "must not contain / \\ % ? # or ;");
    }
  }

  /** What is wrong with values for a placeholder. */
  static Optional<String> problem(ServiceSchema.Field field, List<String> values) {
    if (values.stream().anyMatch(v -> v.contains(TemplateProperty.PLACEHOLDER))) {
      return Optional.of("must not hold the placeholder itself");
    }
    ConfigurationProperty property =
        new ConfigurationProperty(field.type(), field.array(), false, values);
    return problem(field.id(), property);
  }

  /** What is wrong with a property whose values may hold variables. */
  private static Optional<String> problem(String name, ConfigurationProperty property) {
    Optional<String> broken =
        property.values().stream().flatMap(v -> new VariableText(v).problem().stream()).findFirst();
    boolean open =
        property.values().stream().anyMatch(v -> !new VariableText(v).variables().isEmpty());
    ConfigurationProperty known =
        open
            ? new ConfigurationProperty(
                PropertyType.STRING, property.array(), false, property.values())
            : property;
    return broken.or(() -> ConfigurationRules.problem(name, known));
  }

  private static void check(
      TemplateComponent component, String at, Map<String, ServiceSchema.Field> supplied) {
    ConfigurationRules.checkPid(at + "/id", component.pid());
    component.serviceId().ifPresent(id -> checkSegment(at + "/_serviceId", id));
    int index = 0;
    for (TemplateProperty property : component.properties()) {
      String field = at + "/properties/" + index++;
      if (property.isPlaceholder()) {
        checkPlaceholder(component, property, at, field);
        refuseOtherType(component, property, field, supplied);
      } else if (!property.value().encrypted()) {
        refuse(field + "/value", problem(property));
      }
    }
  }

  private static Optional<String> problem(TemplateProperty property) {
    return property.value().values().stream()
            .anyMatch(v -> v.contains(TemplateProperty.PLACEHOLDER))
        ? Optional.of("must be the placeholder alone, or be without it")
        : problem(property.name(), property.value());
  }

  private static void checkPlaceholder(
      TemplateComponent component, TemplateProperty property, String at, String field) {
    if (component.serviceId().isEmpty()) {
      checkSegment(at + "/id", component.pid());
    }
    TextRules.name(field + "/name", property.name());
    property.propertyId().ifPresent(id -> TextRules.name(field + "/_propertyId", id));
    if (!SUPPLIED.contains(property.value().type())) {
      throw RefusedException.invalid(
          field + "/type",
          "must be String, Integer, Boolean, Double, Long or Password for a placeholder");
    }
  }

  /** Properties that one value fills must agree on what it is. */
  private static void refuseOtherType(
      TemplateComponent component,
      TemplateProperty property,
      String field,
      Map<String, ServiceSchema.Field> supplied) {
    String key = component.lookUpKey() + "/" + property.lookUpKey();
    ServiceSchema.Field wanted =
        new ServiceSchema.Field(
            property.lookUpKey(),
            property.value().array(),
            property.value().encrypted(),
            property.value().type());
    ServiceSchema.Field before = supplied.putIfAbsent(key, wanted);
    if (before != null && !before.equals(wanted)) {
      throw RefusedException.invalid(
          field, "is filled by the same value as another property, but is of another type");
    }
  }

  private static void checkText(String name, String text) {
    String field = "/body/extraOptions/slipway/" + name;
    TextRules.name(field, text);
    refuse(field, new VariableText(text).problem());
  }

  private static void refuse(String field, Optional<String> problem) {
    problem.ifPresent(
        what -> {
          throw RefusedException.invalid(field, what);
        });
  }

  private static RequestOptions withoutConfiguration(TemplateBody body) {
    return new RequestOptions(
        body.endpointInfoId(),
        new RequestOptions.Activation(
            body.activation().enabled(),
            body.activation().activatesOn().orElse(Instant.EPOCH),
            body.activation().expiresOn()),
        body.connection(),
        ConfigurationSnapshot.EMPTY,
        body.extra().with(body.extra().deviceCertificate().map(c -> c.with(c.profile().sample()))));
  }
}
