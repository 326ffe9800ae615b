// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The first line of an export: what follows. */
record Manifest(int schema, String program, Instant takenOn, List<Content> contents) {
  private static final String FORMAT = "slipway-export";
  private static final int VERSION = 1;

  /** A table, and what of it follows. */
  record Content(Table table, List<String> columns, long rows) {}

  long rows() {
    return contents.stream().mapToLong(Content::rows).sum();
  }

  ObjectNode json() {
    ObjectNode json =
        Json.object()
            .put("format", FORMAT)
            .put("version", VERSION)
            .put("schema", schema)
            .put("slipway", program)
            .put("takenOn", takenOn.toString());
    ArrayNode tables = json.putArray("tables");
    contents.forEach(
        c -> {
          ObjectNode table = tables.addObject().put("name", c.table().name()).put("rows", c.rows());
          c.columns().forEach(table.withArray("columns")::add);
        });
    return json;
  }

  static Manifest of(JsonNode json) throws IOException {
    if (!json.path("format").asText().equals(FORMAT)) {
      throw new IOException("it is no export of Slipway");
    }
    if (json.path("version").asInt() != VERSION) {
      throw new IOException(
          "it is of format %s, this program reads format %d"
              .formatted(json.path("version").asText(), VERSION));
    }
    List<Content> contents = new ArrayList<>();
    for (JsonNode table : json.path("tables")) {
      List<String> columns = new ArrayList<>();
      table.path("columns").forEach(c -> columns.add(c.asText()));
      contents.add(new Content(table(table), columns, table.path("rows").asLong()));
    }
    List<Table> tables = contents.stream().map(Content::table).toList();
    if (!tables.equals(Table.MOVED)) {
      throw new IOException("it is damaged: it does not hold every table once and in order");
    }
    return new Manifest(
        json.path("schema").asInt(),
        json.path("slipway").asText(),
        Instant.parse(json.path("takenOn").asText()),
        contents);
  }

  /** Only what is known is put into statements. */
  private static Table table(JsonNode json) throws IOException {
    String name = json.path("name").asText();
    return Table.MOVED.stream()
        .filter(t -> t.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IOException("it is damaged: no table is called " + name));
  }
}
