// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway agent}: the device's side, with the command line of its own jar. */
@Command(
    name = "agent",
    description = "Be a device: get provisioned, then work in the account until stopped.",
    footer = {"", "All settings: docs/agent.md, or java -jar slipway-agent.jar --help"})
final class AgentCommand implements Callable<Integer> {
  @Parameters(paramLabel = "--config FILE", description = "The device's settings.", arity = "0..*")
  private List<String> arguments = List.of();

  /** Leaves every argument to the agent. */
  static CommandLine command() {
    return new CommandLine(new AgentCommand())
        .setUnmatchedOptionsArePositionalParams(true)
        .setStopAtPositional(false);
  }

  @Override
  public Integer call() {
    return io.slipway.agent.Main.run(arguments, System.out, System.err);
  }
}
