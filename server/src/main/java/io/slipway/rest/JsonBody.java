// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.slipway.registry.RefusedException;
import java.io.IOException;

/**
 * Reads a body as JSON, by the letter: nothing given twice, nothing after the end, nothing too
 * deep. What is wrong is told by place; the text itself may hold secrets and is never repeated.
 */
final class JsonBody {
  private static final int DEEPEST = 32;
  private static final int LONGEST_NUMBER = 40;
  private static final int LONGEST_NAME = 1_000;
  private static final ObjectReader READER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxNumberLength(LONGEST_NUMBER)
                          .maxNameLength(LONGEST_NAME)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build()
          .reader();

  private JsonBody() {}

  /** The fields of the object that the body is. */
  static JsonFields fields(byte[] body) {
    JsonNode tree = tree(body);
    if (!tree.isObject()) {
      throw RefusedException.invalid("/", "the body must be a JSON object");
    }
    return new JsonFields(tree, "");
  }

  private static JsonNode tree(byte[] body) {
    try {
      return READER.readTree(body);
    } catch (StreamConstraintsException tooMuch) {
      throw refused("is nested too deeply, or a name or number is too long", tooMuch);
    } catch (JsonProcessingException broken) {
      boolean twice = String.valueOf(broken.getOriginalMessage()).startsWith("Duplicate field");
      throw refused(twice ? "is given twice" : "is not valid JSON", broken);
    } catch (IOException broken) {
      throw RefusedException.invalid("/", "is not valid JSON");
    }
  }

  private static RefusedException refused(String problem, JsonProcessingException broken) {
    String at =
        broken.getProcessor() instanceof JsonParser parser
            ? parser.getParsingContext().pathAsPointer().toString()
            : "";
    String place =
        broken.getLocation() == null
            ? ""
            : " (line %d, column %d)"
                .formatted(broken.getLocation().getLineNr(), broken.getLocation().getColumnNr());
    return RefusedException.invalid(at.isEmpty() ? "/" : at, problem + place);
  }
}
