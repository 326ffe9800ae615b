// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.world;

import io.slipway.Main;
import io.slipway.proof.Project;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One run of the packaged program's command line.
 *
 * @param output what it printed, errors too
 */
public record Command(int exitCode, String output) {

  /**
   * Runs it within this process, which takes a tenth of the time; its exit code and what it prints
   * are the same.
   */
  static Command runWithin(Map<String, String> variables, String input, String... arguments) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (PrintStream output = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      InputStream typed = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
      int exitCode = Main.run(List.of(arguments), variables, typed, output, output);
      return new Command(exitCode, printed.toString(StandardCharsets.UTF_8));
    }
  }

  /** Runs it to its end. */
  public static Command run(String... arguments) {
    return run(Map.of(), "", arguments);
  }

  /** The same with these variables, and with somebody who types. */
  public static Command run(Map<String, String> variables, String input, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Project.java().toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    // It lives for a moment, and compiling it well would take longer than that.
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-jar", Project.serverJar().toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("SLIPWAY_"));
    builder.environment().putAll(variables);
    try {
      Process process = builder.start();
      try (OutputStream typed = process.getOutputStream()) {
        typed.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Command(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the test was interrupted", e);
    }
  }
}
