// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** Prints a list while it comes in, however long it is. */
sealed interface ListView {

  void page(List<JsonNode> items);

  /**
   * Called when all has been handed on.
   *
   * @param more whether the server has more
   */
  void end(boolean more);

  /** For people. */
  final class AsTable implements ListView {
    private final Noun noun;
    private final PrintWriter out;
    private final Table table;

    AsTable(Noun noun, PrintWriter out) {
      this.noun = noun;
      this.out = out;
      this.table = new Table(noun.shown().stream().map(Noun.Column::title).toArray(String[]::new));
    }

    @Override
    public void page(List<JsonNode> items) {
      for (JsonNode item : items) {
        table.row(noun.shown().stream().map(c -> c.text().apply(item)).toArray(String[]::new));
      }
      if (!table.isEmpty()) {
        table.print(out);
      }
    }

    @Override
    public void end(boolean more) {
      if (table.isEmpty()) {
        out.println("There is no " + noun.word() + ".");
      }
    }
  }

  /** For programs: an object of the same form for every list. */
  final class AsJson implements ListView {
    private final PrintWriter out;
    private final JsonGenerator json;
    private int size;

    AsJson(PrintWriter out) {
      this.out = out;
      try {
        json =
            new JsonFactory(new ObjectMapper())
                .createGenerator(out)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .useDefaultPrettyPrinter();
        json.writeStartObject();
        json.writeArrayFieldStart("items");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void page(List<JsonNode> items) {
      try {
        for (JsonNode item : items) {
          json.writeTree(item);
          size++;
        }
        json.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void end(boolean more) {
      try (json) {
        json.writeEndArray();
        json.writeNumberField("size", size);
        json.writeBooleanField("limitExceeded", more);
        json.writeEndObject();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      out.println();
    }
  }
}
