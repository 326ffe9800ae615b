// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.registry.RefusedException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonBodyTest {
  private enum Colour {
    DARK_RED,
    BLUE
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1|/a|is not valid JSON",
        "{\"a\":1}{}|/|is not valid JSON",
        "{\"a\":1} x|/|is not valid JSON",
        "{'a':1}|/|is not valid JSON",
        "{\"a\":NaN}|/a|is not valid JSON",
        "{\"a\":01}|/a|is not valid JSON",
        "{\"a\":1,\"a\":2}|/a|is given twice",
        "{\"b\":{\"a\":1,\"a\":2}}|/b/a|is given twice",
        "[]|/|must be a JSON object",
        "1|/|must be a JSON object",
        "null|/|must be a JSON object",
      })
  void body_isReadByTheLetter(String body, String field, String problem) {
    assertThatThrownBy(() -> fields(body))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> {
              assertThat(refused.problem()).contains(problem);
              assertThat(refused.field()).contains(field);
            });
  }

  @Test
  void body_thatIsBrokenIsNotRepeated() {
    assertThatThrownBy(() -> fields("{\"password\": geheim}"))
        .hasMessageNotContaining("geheim")
        .hasMessageContaining("line 1");
  }

  @Test
  void body_isNotTooDeep() {
    String deep = "{\"a\":".repeat(100) + "1" + "}".repeat(100);
    assertThatThrownBy(() -> fields(deep)).hasMessageContaining("too deeply");
    assertThatThrownBy(() -> fields("{\"a\":" + "9".repeat(1000) + "}"))
        .hasMessageContaining("too long");
  }

  @Test
  void unknownField_isNamedByItsPointer() {
    JsonFields fields = fields("{\"known\":1,\"a/b~c\":2}");
    fields.integer("known");
    assertThatThrownBy(fields::end).hasMessage("/a~1b~0c: is not a known field");
  }

  @Test
  void unknownField_isNamedInsideAnArray() {
    assertThatThrownBy(
            () ->
                fields("{\"list\":[{\"x\":\"a\"},{\"y\":\"b\"}]}")
                    .objects("list", f -> f.text("x")))
        .hasMessage("/list/1/y: is not a known field");
  }

  @Test
  void wrongType_isNamed() {
    JsonFields fields = fields("{\"t\":1,\"n\":\"1\",\"f\":\"true\",\"o\":[],\"l\":{},\"d\":1.5}");
    assertThatThrownBy(() -> fields.text("t")).hasMessage("/t: must be a string");
    assertThatThrownBy(() -> fields.integer("n")).hasMessageContaining("/n: must be a whole");
    assertThatThrownBy(() -> fields.integer("d")).hasMessageContaining("/d: must be a whole");
    assertThatThrownBy(() -> fields.flag("f")).hasMessage("/f: must be a boolean");
    assertThatThrownBy(() -> fields.object("o")).hasMessage("/o: must be an object");
    assertThatThrownBy(() -> fields.scalars("l")).hasMessage("/l: must be an array");
    assertThatThrownBy(() -> fields("{\"l\":[1,null]}").scalars("l"))
        .hasMessageContaining("/l/1: must be");
    assertThatThrownBy(() -> fields("{\"n\":2147483648}").integer("n")).hasMessageContaining("/n");
  }

  @Test
  void nullField_countsAsAbsent() {
    JsonFields fields = fields("{\"a\":null}");
    assertThat(fields.text("a")).isEmpty();
    assertThatThrownBy(() -> fields.requiredText("a"))
        .isInstanceOfSatisfying(
            RefusedException.class,
            refused -> assertThat(refused.reason()).isEqualTo(RefusedException.Reason.REQUIRED));
  }

  @Test
  void time_isReadWithItsOffset() {
    assertThat(fields("{\"t\":\"2026-01-31T10:00:00.1239+02:00\"}").time("t"))
        .contains(Instant.parse("2026-01-31T08:00:00.123Z"));
    for (String wrong :
        new String[] {
          "2026-01-31",
          "2026-01-31T10:00:00",
          "yesterday",
          "+12026-01-31T10:00:00Z",
          "1969-12-31T23:59:59Z",
          "2026-02-30T10:00:00Z"
        }) {
      assertThatThrownBy(() -> fields("{\"t\":\"" + wrong + "\"}").time("t"))
          .hasMessageContaining("/t: must be a time");
    }
  }

  @Test
  void word_isOneOfItsVocabulary() {
    Words<Colour> words = Words.lowerCase(Colour.class);
    assertThat(fields("{\"c\":\"dark-red\"}").oneOf("c", words)).contains(Colour.DARK_RED);
    assertThatThrownBy(() -> fields("{\"c\":\"DARK_RED\"}").oneOf("c", words))
        .hasMessage("/c: must be one of dark-red, blue");
  }

  private static JsonFields fields(String json) {
    return JsonBody.fields(json.getBytes(StandardCharsets.UTF_8));
  }
}
