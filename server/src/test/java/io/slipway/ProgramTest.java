// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What every command says of itself. */
class ProgramTest {
  @TempDir private Path folder;

  @Test
  void version_isToldByFlagAndCommand() {
    TestProgram program = new TestProgram(folder);
    assertThat(program.run("--version")).isZero();
    assertThat(program.run("version")).isZero();
    assertThat(program.out().lines())
        .hasSize(2)
        .containsOnly(program.out().lines().toList().get(0));
    assertThat(program.out()).startsWith("slipway ").contains(", Java ");
  }

  @Test
  void nothing_isWrongUsageAndTellsTheCommands() {
    TestProgram program = new TestProgram(folder);
    assertThat(program.run()).isEqualTo(2);
    assertThat(program.err()).contains("serve", "login", "request", "device", "endpoint");
  }

  @Test
  void help_fitsEightyColumnsAndTellsEveryOption() {
    helpOf(new TestProgram(folder).commands(), "");
  }

  private void helpOf(CommandLine command, String path) {
    String help = command.getUsageMessage();
    assertThat(help.lines()).as(path).allMatch(l -> l.length() <= 80);
    assertThat(command.getCommandSpec().usageMessage().footer())
        .as("lines of " + path + " that would be broken")
        .allMatch(l -> l.length() < 80);
    command
        .getCommandSpec()
        .options()
        .forEach(o -> assertThat(o.description()).as(path + o.longestName()).isNotEmpty());
    command
        .getSubcommands()
        .forEach(
            (name, sub) -> {
              assertThat(sub.getCommandSpec().usageMessage().description())
                  .as(path + name)
                  .isNotEmpty();
              helpOf(sub, path + name + " ");
            });
  }
}
