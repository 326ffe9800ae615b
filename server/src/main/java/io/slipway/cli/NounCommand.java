// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A noun without a verb: wrong usage, answered with the verbs there are. */
@Command
final class NounCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(),
        "say what to do: " + spec.name() + " " + String.join("|", spec.subcommands().keySet()));
  }
}
