// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which part of a list is wanted. */
final class ListOptions {
  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "At most so many, 1 to 1000 (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(
      names = "--offset",
      paramLabel = "N",
      defaultValue = "0",
      description = "Leave out the first N.")
  private int offset;

  Map<String, String> query() {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("limit", Integer.toString(limit));
    query.put("offset", Integer.toString(offset));
    return query;
  }

  /** Prints a table, or that there is nothing to print, and how to see what did not fit. */
  void print(Table table, JsonNode answer, String nothing, PrintWriter out) {
    if (table.isEmpty()) {
      out.println(nothing);
      return;
    }
    table.print(out);
    if (answer.path("limitExceeded").asBoolean()) {
      out.println("More follow: --offset " + (offset + limit));
    }
  }
}
