// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows of a file as they are kept until they are worked off. */
final class RowCodec {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private RowCodec() {}

  static byte[] write(List<ImportRow> rows) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    rows.forEach(row -> write(row, all.addObject()));
    return all.toString().getBytes(StandardCharsets.UTF_8);
  }

  static byte[] writeFailed(List<FailedRow> rows) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    rows.forEach(row -> write(row.row(), all.addObject()).put("reason", row.reason()));
    return all.toString().getBytes(StandardCharsets.UTF_8);
  }

  static List<ImportRow> read(byte[] kept) {
    List<ImportRow> rows = new ArrayList<>();
    tree(kept).forEach(row -> rows.add(row(row)));
    return rows;
  }

  static List<FailedRow> readFailed(byte[] kept) {
    List<FailedRow> rows = new ArrayList<>();
    tree(kept).forEach(row -> rows.add(new FailedRow(row(row), row.path("reason").asText())));
    return rows;
  }

  private static ObjectNode write(ImportRow row, ObjectNode node) {
    node.put("line", row.line()).put("clientId", row.device().clientId());
    row.device().serialNo().ifPresent(serial -> node.put("serialNo", serial));
    ObjectNode columns = node.putObject("columns");
    row.device().columns().forEach(columns::put);
    return node;
  }

  private static ImportRow row(JsonNode node) {
    Map<String, String> columns = new LinkedHashMap<>();
    node.path("columns").properties().forEach(c -> columns.put(c.getKey(), c.getValue().asText()));
    return new ImportRow(
        node.path("line").asLong(),
        new DeviceRow(
            node.path("clientId").asText(),
            Optional.ofNullable(node.path("serialNo").textValue()),
            columns));
  }

  private static JsonNode tree(byte[] kept) {
    try {
      return MAPPER.readTree(kept);
    } catch (IOException broken) {
      // Without the cause, whose message shows what is stored.
      throw new IllegalStateException("rows of an import are damaged");
    }
  }
}
