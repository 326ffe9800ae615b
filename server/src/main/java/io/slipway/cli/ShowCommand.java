// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code show} of any noun. */
@Command(name = "show", description = "Show one.")
final class ShowCommand extends RestCommand {
  private final Noun noun;

  @Parameters(paramLabel = "NAME", description = "Its name or id.")
  private String name;

  ShowCommand(Surroundings surroundings, Noun noun) {
    super(surroundings);
    this.noun = noun;
  }

  @Override
  int run(Connection connection) {
    JsonNode one = noun.find(connection.rest(), name);
    return show(one, () -> print(one));
  }

  private void print(JsonNode one) {
    noun.shown()
        .forEach(c -> Text.field(out(), c.title().toLowerCase(Locale.ROOT), c.text().apply(one)));
    Text.field(out(), "created", Text.time(one, "createdOn"));
    Text.field(out(), "modified", Text.time(one, "modifiedOn"));
  }
}
