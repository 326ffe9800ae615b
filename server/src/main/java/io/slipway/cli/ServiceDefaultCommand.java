// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code slipway service default}. */
@Command(
    name = "default",
    description = "Let a service count where an order chooses none of its name.")
final class ServiceDefaultCommand extends RestCommand {
  @Mixin private ServiceChoice which;

  @Option(names = "--off", description = "Let it count so no more.")
  private boolean off;

  ServiceDefaultCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection connection) {
    String path = which.path(connection) + "?defaultService=" + !off;
    JsonNode answer = connection.rest().post(path, JsonNodeFactory.instance.objectNode());
    String end = off ? " is no default." : " is the default.";
    return show(answer, () -> out().println("Service " + which + end));
  }
}
