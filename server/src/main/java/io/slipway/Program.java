// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code slipway} without a command: says which there are. */
@Command(
    name = "slipway",
    subcommands = HelpCommand.class,
    description = "Provisions devices: unpacked, powered, connected, and a minute later at work.",
    footer = {
      "",
      "Begin with: slipway demo, or slipway serve and then slipway login",
      "Exit codes: 0 done, 1 refused with the reason, 2 wrong usage"
    })
final class Program implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return CommandLine.ExitCode.USAGE;
  }
}
