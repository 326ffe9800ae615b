// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.slipway.domain.ProvisionTemplate;
import io.slipway.domain.RequestOptions;
import io.slipway.domain.ServiceSchema;
import io.slipway.domain.TemplateBody;
import io.slipway.domain.TemplateComponent;
import io.slipway.domain.TemplateProperty;
import io.slipway.domain.UserCoupling;
import io.slipway.registry.TemplateDraft;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Provision templates as JSON. */
final class TemplateJson {
  private TemplateJson() {}

  static TemplateDraft read(JsonFields fields) {
    fields.ignore("type", "templateId", "defaultTemplate");
    TemplateDraft draft =
        new TemplateDraft(
            fields.text("displayName"),
            fields.text("description"),
            body(fields.requiredObject("body")));
    fields.end();
    return draft;
  }

  /** As a list shows it. */
  static JsonView summary(ProvisionTemplate template) {
    return JsonView.of("provisionTemplate")
        .id("templateId", template.id())
        .text("displayName", template.displayName())
        .text("description", template.description())
        .flag("defaultTemplate", template.standard());
  }

  static JsonView view(ProvisionTemplate template) {
    return summary(template).object("body", view(template.body()));
  }

  static JsonView schema(ProvisionTemplate template) {
    return JsonView.of("provisionTemplateSchema")
        .id("templateId", template.id())
        .objects("services", template.body().schema().stream().map(TemplateJson::service).toList());
  }

  private static JsonView service(ServiceSchema service) {
    return JsonView.untyped()
        .text("serviceId", service.serviceId())
        .objects("schema", service.fields().stream().map(TemplateJson::field).toList());
  }

  private static JsonView field(ServiceSchema.Field field) {
    return JsonView.untyped()
        .text("id", field.id())
        .flag("array", field.array())
        .flag("encrypted", field.encrypted())
        .text("type", field.type().text());
  }

  private static TemplateBody body(JsonFields body) {
    Optional<JsonFields> connection = body.object("connectionOptions");
    Optional<JsonFields> extra = body.object("extraOptions");
    extra.ifPresent(e -> e.unsupportedFlags("vpnAccess"));
    Optional<JsonFields> slipway = extra.flatMap(e -> e.object("slipway"));
    boolean reserveUser = slipway.map(s -> s.flag("reserveUser", false)).orElse(false);
    TemplateBody read =
        new TemplateBody(
            body.object("activationOptions")
                .map(TemplateJson::activation)
                .orElse(TemplateBody.Activation.DEFAULT),
            connection(connection, reserveUser),
            RequestOptions.Extra.DEFAULT,
            slipway.flatMap(s -> s.id("endpointInfoId")),
            slipway.map(TemplateJson::login).orElse(TemplateBody.Login.DEFAULT),
            extra
                .flatMap(e -> e.object("deviceConfiguration"))
                .map(TemplateJson::components)
                .orElse(List.of()));
    // Last, since it refuses whatever was not asked for by then.
    RequestOptions.Extra ours =
        slipway
            .map(s -> OptionsJson.slipway(s, RequestOptions.Extra.DEFAULT))
            .orElse(RequestOptions.Extra.DEFAULT);
    extra.ifPresent(e -> e.ignore("type").end());
    body.ignore("type").end();
    return read.with(ours);
  }

  private static TemplateBody.Activation activation(JsonFields activation) {
    TemplateBody.Activation read =
        new TemplateBody.Activation(
            EnabledWord.in(activation, "status").orElse(true),
            activation.time("activatesOn"),
            activation.time("expiresOn"));
    activation.ignore("type").end();
    return read;
  }

  private static RequestOptions.Connection connection(
      Optional<JsonFields> connection, boolean reserveUser) {
    RequestOptions.Connection absent = RequestOptions.Connection.DEFAULT;
    Optional<UserCoupling> coupling =
        connection.flatMap(c -> c.oneOf("userCouplingMode", OptionsJson.COUPLING));
    Optional<Integer> length = connection.flatMap(c -> c.integer("passwordLength"));
    connection.ifPresent(c -> c.ignore("type").end());
    return new RequestOptions.Connection(
        reserveUser,
        coupling.orElse(absent.userCoupling()),
        length.orElse(absent.passwordLength()));
  }

  private static TemplateBody.Login login(JsonFields slipway) {
    return new TemplateBody.Login(
        slipway.text("username").orElse(TemplateBody.Login.DEFAULT.username()),
        slipway.text("certificateDevId"),
        slipway.flag("generateActivationKey", false));
  }

  private static List<TemplateComponent> components(JsonFields configuration) {
    configuration.ignore("type");
    Set<String> pids = new HashSet<>();
    List<TemplateComponent> components =
        configuration.objects("configuration", c -> component(c, pids));
    configuration.end();
    return components;
  }

  private static TemplateComponent component(JsonFields component, Set<String> pids) {
    component.ignore("type", "definition");
    String pid = component.requiredText("id");
    if (!pids.add(pid)) {
      throw component.invalid("id", "is given twice");
    }
    Set<String> names = new HashSet<>();
    return new TemplateComponent(
        pid,
        component.text("_serviceId"),
        component.objects("properties", p -> property(p, names)));
  }

  private static TemplateProperty property(JsonFields property, Set<String> names) {
    String name = property.requiredText("name");
    if (!names.add(name)) {
      throw property.invalid("name", "is given twice");
    }
    return new TemplateProperty(
        name, property.text("_propertyId"), ConfigurationJson.value(property));
  }

  private static JsonView view(TemplateBody body) {
    return JsonView.untyped()
        .object(
            "activationOptions",
            JsonView.untyped()
                .text("status", EnabledWord.of(body.activation().enabled()))
                .time("activatesOn", body.activation().activatesOn())
                .time("expiresOn", body.activation().expiresOn()))
        .object(
            "connectionOptions",
            JsonView.untyped()
                .text("userCouplingMode", OptionsJson.COUPLING.of(body.connection().userCoupling()))
                .number("passwordLength", body.connection().passwordLength()))
        .object("extraOptions", extra(body));
  }

  private static JsonView extra(TemplateBody body) {
    JsonView extra = JsonView.untyped().flag("vpnAccess", false);
    if (!body.components().isEmpty()) {
      extra.object(
          "deviceConfiguration",
          JsonView.of("deviceConfiguration")
              .objects(
                  "configuration",
                  body.components().stream().map(TemplateJson::component).toList()));
    }
    JsonView slipway =
        OptionsJson.view(body.extra())
            .flag("reserveUser", body.connection().reserveUser())
            .text("username", body.login().username())
            .text("certificateDevId", body.login().certificateDevId())
            .flag("generateActivationKey", body.login().generateActivationKey());
    body.endpointInfoId().ifPresent(id -> slipway.id("endpointInfoId", id));
    return extra.object("slipway", slipway);
  }

  private static JsonView component(TemplateComponent component) {
    return JsonView.untyped()
        .text("id", component.pid())
        .text("_serviceId", component.serviceId())
        .objects(
            "properties", component.properties().stream().map(TemplateJson::property).toList());
  }

  private static JsonView property(TemplateProperty property) {
    return ConfigurationJson.property(property.name(), property.value())
        .text("_propertyId", property.propertyId());
  }
}
