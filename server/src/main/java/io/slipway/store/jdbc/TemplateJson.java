// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.domain.Id;
import io.slipway.domain.ProvidedService;
import io.slipway.domain.TemplateBody;
import io.slipway.domain.TemplateComponent;
import io.slipway.domain.TemplateProperty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Templates and the values of provided services as stored. */
final class TemplateJson {
  private TemplateJson() {}

  static String write(TemplateBody body) {
    ObjectNode node = Json.object();
    ObjectNode activation = node.putObject("activation");
    activation.put("enabled", body.activation().enabled());
    body.activation().activatesOn().ifPresent(t -> activation.put("activatesOn", t.toEpochMilli()));
    body.activation().expiresOn().ifPresent(t -> activation.put("expiresOn", t.toEpochMilli()));
    OptionsJson.write(body.connection(), node.putObject("connection"));
    OptionsJson.write(body.extra(), node.putObject("extra"));
    body.endpointInfoId().ifPresent(id -> node.put("endpointInfoId", id.value()));
    ObjectNode login =
        node.putObject("login")
            .put("username", body.login().username())
            .put("generateActivationKey", body.login().generateActivationKey());
    body.login().certificateDevId().ifPresent(id -> login.put("certificateDevId", id));
    ArrayNode components = node.putArray("components");
    body.components().forEach(c -> write(c, components.addObject()));
    return Json.write(node);
  }

  static TemplateBody read(String text) {
    JsonNode node = Json.read(text);
    JsonNode activation = node.path("activation");
    List<TemplateComponent> components = new ArrayList<>();
    node.path("components").forEach(c -> components.add(component(c)));
    return new TemplateBody(
        new TemplateBody.Activation(
            activation.path("enabled").asBoolean(true),
            Json.time(activation, "activatesOn"),
            Json.time(activation, "expiresOn")),
        OptionsJson.connection(node.path("connection")),
        OptionsJson.extra(node.path("extra")),
        Optional.of(node.path("endpointInfoId"))
            .filter(JsonNode::isNumber)
            .map(n -> new Id(n.longValue())),
        login(node.path("login")),
        components);
  }

  static String write(Map<String, ProvidedService.Value> values) {
    ObjectNode node = Json.object();
    values.keySet().stream()
        .sorted()
        .forEach(
            name -> {
              ProvidedService.Value value = values.get(name);
              ObjectNode written = node.putObject(name).put("sealed", value.sealed());
              value.values().forEach(written.withArray("values")::add);
            });
    return Json.write(node);
  }

  static Map<String, ProvidedService.Value> values(String text) {
    Map<String, ProvidedService.Value> values = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : Json.read(text).properties()) {
      List<String> texts = new ArrayList<>();
      entry.getValue().path("values").forEach(v -> texts.add(v.textValue()));
      values.put(
          entry.getKey(),
          new ProvidedService.Value(entry.getValue().path("sealed").asBoolean(), texts));
    }
    return values;
  }

  private static TemplateBody.Login login(JsonNode node) {
    TemplateBody.Login none = TemplateBody.Login.DEFAULT;
    return new TemplateBody.Login(
        Json.text(node, "username").orElse(none.username()),
        Json.text(node, "certificateDevId"),
        node.path("generateActivationKey").asBoolean(none.generateActivationKey()));
  }

  private static void write(TemplateComponent component, ObjectNode node) {
    node.put("pid", component.pid());
    component.serviceId().ifPresent(id -> node.put("serviceId", id));
    ArrayNode properties = node.putArray("properties");
    for (TemplateProperty property : component.properties()) {
      ObjectNode written = properties.addObject().put("name", property.name());
      property.propertyId().ifPresent(id -> written.put("propertyId", id));
      SnapshotJson.write(property.value(), written);
    }
  }

  private static TemplateComponent component(JsonNode node) {
    List<TemplateProperty> properties = new ArrayList<>();
    for (JsonNode property : node.path("properties")) {
      properties.add(
          new TemplateProperty(
              property.path("name").asText(),
              Json.text(property, "propertyId"),
              SnapshotJson.property(property)));
    }
    return new TemplateComponent(
        node.path("pid").asText(), Json.text(node, "serviceId"), properties);
  }
}
