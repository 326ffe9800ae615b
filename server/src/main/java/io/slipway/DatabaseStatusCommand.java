// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.cli.Surroundings;
import io.slipway.store.Node;
import io.slipway.store.jdbc.DatabaseState;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code slipway database status}. */
@Command(name = "status", description = "Say what the database is, has and holds.")
final class DatabaseStatusCommand extends LocalCommand {
  @Option(names = "--json", description = "Answer as JSON.")
  private boolean json;

  DatabaseStatusCommand(Outside outside, Surroundings surroundings) {
    super(outside, surroundings);
  }

  @Override
  void run(ServerConfig settings) {
    DatabaseState state = DatabaseState.of(settings.database());
    boolean used = used(settings, state);
    if (json) {
      out().println(json(state, used).toPrettyString());
    } else {
      print(state, used);
    }
  }

  /** Whether a server works with the database. */
  static boolean used(ServerConfig settings, DatabaseState state) {
    return settings.sharesDatabase()
        ? state.connections() > 0
        : DataDirectory.inUse(settings.data());
  }

  /** For people. */
  static String fit(DatabaseState state) {
    return switch (state.fit()) {
      case EMPTY -> "none yet; a server makes it when it starts";
      case OLDER ->
          "version %d; this program brings it to version %d: slipway database migrate"
              .formatted(state.schema().orElse(0), state.known());
      case SAME -> "version %d, which is this program's".formatted(state.known());
      case NEWER ->
          "version %d, of the next Slipway; this program works with it"
              .formatted(state.schema().orElse(0));
      case TOO_NEW ->
          "version %d; this program cannot work with more than version %d: take a newer Slipway"
              .formatted(state.schema().orElse(0), state.known() + 1);
    };
  }

  private void print(DatabaseState state, boolean used) {
    line("database", state.name().replaceFirst("^the database ", ""));
    line("kind", (state.kind() + " " + state.version()).strip());
    line("schema", fit(state));
    line("in use", used ? "yes" : "no");
    line("nodes", nodes(state));
    state.rows().forEach((table, rows) -> line(table, String.format(Locale.ROOT, "%,d", rows)));
  }

  private static String nodes(DatabaseState state) {
    return state.nodes().isEmpty()
        ? "none"
        : state.nodes().stream()
            .map(n -> "%d %s (%s)".formatted(n.number(), n.name(), n.version()))
            .collect(Collectors.joining(", "));
  }

  private void line(String what, String text) {
    out().printf("%-20s %s%n", what, text);
  }

  private static ObjectNode json(DatabaseState state, boolean used) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("database", state.name().replaceFirst("^the database ", ""))
            .put("kind", state.kind())
            .put("version", state.version())
            .put("schema", state.schema().orElse(0))
            .put("programSchema", state.known())
            .put("fit", state.fit().name())
            .put("inUse", used);
    ArrayNode nodes = json.putArray("nodes");
    for (Node node : state.nodes()) {
      nodes
          .addObject()
          .put("number", node.number())
          .put("name", node.name())
          .put("version", node.version())
          .put("startedOn", node.startedOn().toString());
    }
    ObjectNode rows = json.putObject("rows");
    state.rows().forEach(rows::put);
    return json;
  }
}
