// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What commands see of the process that they run in.
 *
 * @param in standard input
 * @param prompt asks a person for a secret; empty where nobody is there
 * @param environment variables of the process
 * @param configFolder where log-ins are kept
 * @param dataFolder where a server on this machine keeps its data unless told otherwise
 * @param pause lets time pass
 * @param colours whether the output goes to a screen that shows colours
 */
public record Surroundings(
    BufferedReader in,
    PrintWriter out,
    PrintWriter err,
    Function<String, Optional<String>> prompt,
    Map<String, String> environment,
    Path configFolder,
    Path dataFolder,
    Clock clock,
    Consumer<Duration> pause,
    boolean colours) {

  /** The same with another environment and other folders. */
  public Surroundings placed(Map<String, String> other, Path itsConfigFolder, Path itsDataFolder) {
    return new Surroundings(
        in, out, err, prompt, other, itsConfigFolder, itsDataFolder, clock, pause, colours);
  }

  Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(v -> !v.isEmpty());
  }
}
