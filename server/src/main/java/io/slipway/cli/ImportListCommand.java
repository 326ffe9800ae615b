// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code slipway import list}. */
@Command(name = "list", description = "List the files that orders were imported from.")
final class ImportListCommand extends RestCommand {
  @Mixin private ListOptions list;

  ImportListCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    JsonNode answer = connection.rest().get("_/imports", list.query());
    return show(answer, () -> print(answer));
  }

  private void print(JsonNode answer) {
    Table table = new Table("STATE", "ROWS", "DONE", "FAILED", "CREATED", "ID");
    for (JsonNode job : answer.path("items")) {
      table.row(
          Text.of(job, "state"),
          Text.of(job, "rows"),
          Text.of(job, "percent") + " %",
          Text.of(job, "failed"),
          Text.time(job, "createdOn"),
          Text.of(job, "id"));
    }
    list.print(table, answer, "There are no imports.", out());
  }
}
