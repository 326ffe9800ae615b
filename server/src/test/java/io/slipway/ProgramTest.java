// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.cli.Surroundings;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What every command says of itself. */
class ProgramTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void version_isToldByFlagAndCommand() {
    assertThat(run("--version")).isZero();
    assertThat(run("version")).isZero();
    assertThat(out.toString().lines())
        .hasSize(2)
        .containsOnly(out.toString().lines().toList().get(0));
    assertThat(out).asString().startsWith("slipway ").contains(", Java ");
  }

  @Test
  void nothing_isWrongUsageAndTellsTheCommands() {
    assertThat(run()).isEqualTo(2);
    assertThat(err).asString().contains("serve", "login", "request", "device", "endpoint");
  }

  @Test
  void help_fitsEightyColumnsAndTellsEveryOption() {
    helpOf(program(), "");
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

  private int run(String... args) {
    return program().execute(args);
  }

  private CommandLine program() {
    Outside outside = new Outside(Map.of(), folder, Clock.systemUTC(), new SecureRandom(), 1L);
    Surroundings surroundings =
        new Surroundings(
            new BufferedReader(Reader.nullReader()),
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            question -> Optional.empty(),
            Map.of(),
            outside.configFolder(),
            outside.dataFolder(),
            outside.clock(),
            duration -> {},
            false);
    return Main.program(outside, surroundings);
  }
}
