// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code slipway audit list}. */
@Command(name = "list", description = "List who did what, the latest first.")
final class AuditListCommand extends RestCommand {
  @Option(names = "--by", paramLabel = "USER", description = "Only what this user did.")
  private String actor;

  @Option(names = "--did", paramLabel = "ACTION", description = "Only this, such as deleted.")
  private String action;

  @Option(names = "--to", paramLabel = "NAME", description = "Only what was done to this.")
  private String subject;

  @Option(names = "--since", paramLabel = "TIME", description = "Only what was done since then.")
  private Moment since;

  @Mixin private ListOptions list;

  AuditListCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    Map<String, String> query = list.query();
    put(query, "actor", actor);
    put(query, "action", action);
    put(query, "subjectName", subject);
    if (since != null) {
      query.put("startDate", since.after(surroundings().clock().instant()).toString());
    }
    JsonNode answer = connection.rest().get(Nouns.AUDIT.path(), query);
    return show(answer, () -> Nouns.AUDIT.print(answer, list, out()));
  }

  private static void put(Map<String, String> query, String name, String value) {
    if (value != null) {
      query.put(name, value);
    }
  }
}
