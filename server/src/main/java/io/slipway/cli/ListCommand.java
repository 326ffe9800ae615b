// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code list} of any noun. */
@Command(name = "list", description = "List them.")
final class ListCommand extends RestCommand {
  private final Noun noun;

  @Mixin private ListOptions list;

  ListCommand(Surroundings surroundings, Noun noun) {
    super(surroundings);
    this.noun = noun;
  }

  @Override
  int run(Connection connection) {
    JsonNode answer = connection.rest().get(noun.path(), list.query());
    return show(answer, () -> noun.print(answer, list, out()));
  }
}
