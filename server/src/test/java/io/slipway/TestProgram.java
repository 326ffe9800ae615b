// SPDX-License-Identifier: Apache-2.0
package io.slipway;

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
import picocli.CommandLine;

/** The whole program, and what it prints; nobody types. */
final class TestProgram {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Path folder;

  TestProgram(Path folder) {
    this.folder = folder;
  }

  int run(String... args) {
    return commands().execute(args);
  }

  CommandLine commands() {
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

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }
}
