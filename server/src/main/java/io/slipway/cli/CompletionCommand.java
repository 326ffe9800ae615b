// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code slipway completion}. */
@Command(
    name = "completion",
    description = "Print what makes a shell complete commands and options.",
    footer = {
      "",
      "For the shell that runs:   source <(slipway completion bash)",
      "For every shell from now:  slipway completion bash > \\",
      "                             ~/.local/share/bash-completion/completions/slipway"
    })
final class CompletionCommand implements Callable<Integer> {
  private final PrintWriter out;

  @Spec private CommandSpec spec;

  enum Shell {
    BASH,
    ZSH
  }

  @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
  private Shell shell;

  CompletionCommand(PrintWriter out) {
    this.out = out;
  }

  @Override
  public Integer call() {
    CommandLine program = spec.root().commandLine();
    out.println("# Completes slipway in " + shell.name().toLowerCase(Locale.ROOT) + ".");
    // One script serves both shells: zsh reads it as bash's.
    out.print(AutoComplete.bash(program.getCommandName(), program));
    out.flush();
    return RestCommand.DONE;
  }
}
