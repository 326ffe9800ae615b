// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.slipway.provisioning.SealPurposes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page on templates shows is what comes of it. */
class TemplatesPageTest {
  private static final Path PAGE = Path.of("../docs/templates.md");
  private static final Pattern FILE =
      Pattern.compile("```(?:yaml|json)\\n(.*?)```", Pattern.DOTALL);

  @Test
  void example_givesTheConfigurationThatThePageShows(@TempDir Path directory) throws Exception {
    List<JsonNode> files = files();
    try (Installation slipway = new Installation(directory)) {
      Installation.Caller ann = slipway.ann();
      slipway
          .admin()
          .post(
              "/v1/_/endpointInfos",
              "{\"schema\":\"mqtts\",\"dns\":\"broker.example\",\"port\":8883,"
                  + "\"usages\":[{\"name\":\"MESSAGE_BROKER\"}]}")
          .is(201);
      ann.post("/v1/_/provisionGroups", "{\"name\":\"north\",\"defaultGroup\":true}").is(200);
      String template =
          ann.post("/v1/_/provisionTemplates", files.get(0).toString()).is(200).at("/templateId");
      ann.post(
              "/v1/_/provisionTemplates/" + template + "/providedServices", files.get(1).toString())
          .is(200);
      ObjectNode order = files.get(2).deepCopy();
      Reply ordered =
          ann.post("/v1/_/bulkProvisionRequests", order.put("templateId", template).toString());
      assertThat(ordered.is(200).json().at("/failedRequests")).isEmpty();
      String id = ordered.at("/successfulRequests/0/provisionRequestId");
      Reply request = ann.get("/v1/_/provisionRequests/" + id);
      assertThat(request.at("/username")).isEqualTo("gw-1-4711");
      assertThat(request.at("/activationKey")).hasSize(32);
      assertThat(opened(request, slipway)).isEqualTo(files.get(3));
    }
  }

  /** The configuration with its passwords as the device gets them. */
  private static JsonNode opened(Reply request, Installation slipway) {
    JsonNode shown = request.json().at("/options/extraOptions/deviceConfiguration").deepCopy();
    for (JsonNode component : shown.path("configuration")) {
      for (JsonNode property : component.at("/properties/property")) {
        if (property.path("encrypted").asBoolean()) {
          String sealed = property.at("/value/0").asText();
          ArrayNode values = ((ObjectNode) property).put("encrypted", false).putArray("value");
          values.add(slipway.sealer.open(SealPurposes.CONFIGURATION, sealed).reveal());
        }
      }
    }
    return shown;
  }

  private static List<JsonNode> files() throws IOException {
    YAMLMapper yaml = new YAMLMapper();
    List<JsonNode> files = new ArrayList<>();
    for (var found : FILE.matcher(Files.readString(PAGE)).results().toList()) {
      files.add(yaml.readTree(found.group(1)));
    }
    assertThat(files).hasSize(4);
    return files;
  }
}
