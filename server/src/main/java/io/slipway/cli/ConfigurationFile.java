// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.protocol.payload.MalformedPayloadException;
import io.slipway.protocol.snapshot.ComponentConfiguration;
import io.slipway.protocol.snapshot.ConfigurationProperty;
import io.slipway.protocol.snapshot.ConfigurationSnapshot;
import io.slipway.protocol.snapshot.KuraXml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A device's configuration in a file: Kura's snapshot XML, or the JSON that REST takes. */
final class ConfigurationFile {
  private ConfigurationFile() {}

  static JsonNode read(Path file) {
    try {
      byte[] content = Files.readAllBytes(file);
      return new String(content, StandardCharsets.UTF_8).stripLeading().startsWith("{")
          ? json(content)
          : of(KuraXml.decode(content));
    } catch (JsonProcessingException e) {
      throw new CliException(file + " is no JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new CliException(file + " cannot be read", e);
    } catch (MalformedPayloadException | IllegalArgumentException e) {
      throw new CliException(file + " is no configuration: " + e.getMessage(), e);
    }
  }

  private static JsonNode json(byte[] content) throws IOException {
    JsonNode tree = new ObjectMapper().readTree(content);
    if (!tree.path("configuration").isArray()) {
      throw new IllegalArgumentException("it has no list \"configuration\"");
    }
    return tree;
  }

  private static JsonNode of(ConfigurationSnapshot snapshot) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("type", "deviceConfiguration");
    ArrayNode components = tree.putArray("configuration");
    snapshot.components().forEach(c -> components.add(of(c)));
    return tree;
  }

  private static ObjectNode of(ComponentConfiguration component) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("id", component.pid());
    ArrayNode properties = tree.putObject("properties").putArray("property");
    component.properties().forEach((name, value) -> properties.add(of(name, value)));
    return tree;
  }

  private static ObjectNode of(String name, ConfigurationProperty property) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put("name", name)
        .put("array", property.array())
        .put("encrypted", property.encrypted())
        .put("type", property.type().text());
    ArrayNode values = tree.putArray("value");
    property.values().forEach(values::add);
    return tree;
  }
}
