// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What people write down for REST: YAML, or JSON, which is YAML too. */
final class DocumentFile {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
          .build();

  private DocumentFile() {}

  static ObjectNode read(Path file) {
    try {
      JsonNode tree = YAML.readTree(Files.readAllBytes(file));
      if (tree instanceof ObjectNode object) {
        return object;
      }
      throw new CliException(file + " must hold fields with their values");
    } catch (JsonProcessingException e) {
      throw new CliException(file + " is neither YAML nor JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new CliException(file + " cannot be read", e);
    }
  }

  static String text(JsonNode tree) {
    try {
      return Text.lines(YAML.writeValueAsString(tree));
    } catch (JsonProcessingException e) {
      throw new CliException("the server's answer cannot be written as YAML", e);
    }
  }
}
