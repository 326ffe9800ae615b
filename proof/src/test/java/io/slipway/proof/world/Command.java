// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.world;

import io.slipway.proof.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One run of the packaged program's command line.
 *
 * @param output what it printed, errors too
 */
public record Command(int exitCode, String output) {

  /** Runs it to its end. */
  public static Command run(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Project.java().toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-jar", Project.serverJar().toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("SLIPWAY_"));
    try {
      Process process = builder.start();
      process.getOutputStream().close();
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
