// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Runs commands as a person would, with a clock that only moves where a command waits. */
final class Terminal {
  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();
  private Instant now = Instant.parse("2026-11-24T10:00:00Z");
  private String input = "";
  private Optional<String> answer = Optional.empty();

  @Command(name = "slipway")
  private static final class Program {}

  Terminal(Path folder) {
    this.folder = folder;
  }

  Path configFolder() {
    return folder.resolve("config");
  }

  Path dataFolder() {
    return folder.resolve("data");
  }

  Terminal variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Terminal input(String text) {
    input = text;
    return this;
  }

  Terminal answersPrompt(String text) {
    answer = Optional.of(text);
    return this;
  }

  Terminal advance(Duration duration) {
    now = now.plus(duration);
    return this;
  }

  /** Returns the exit code. */
  int run(String... args) {
    out = new StringWriter();
    err = new StringWriter();
    Surroundings surroundings =
        new Surroundings(
            new BufferedReader(new StringReader(input)),
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            question -> answer,
            environment,
            configFolder(),
            dataFolder(),
            new Watch(),
            this::advance,
            false);
    CommandLine program = new CommandLine(new Program());
    Commands commands = new Commands(surroundings);
    commands.addTo(program);
    commands.configure(program);
    return program.execute(args);
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }

  private final class Watch extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
