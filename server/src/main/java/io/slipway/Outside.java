// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What comes from outside the process, taken up once where it starts. */
record Outside(
    Map<String, String> environment, Path home, Clock clock, SecureRandom random, long pid) {

  /** What this process sees, but for its environment variables. */
  static Outside ofThisProcess(Map<String, String> environment) {
    return new Outside(
        environment,
        Path.of(System.getProperty("user.home")),
        Clock.systemUTC(),
        new SecureRandom(),
        ProcessHandle.current().pid());
  }

  /** The same with another environment variable. */
  Outside with(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new Outside(Map.copyOf(more), home, clock, random, pid);
  }

  /** Where the log-ins of this user are kept. */
  Path configFolder() {
    return variable("XDG_CONFIG_HOME").orElse(home.resolve(".config")).resolve("slipway");
  }

  /** Where a server keeps its data unless it is told otherwise. */
  Path dataFolder() {
    return variable(Setting.DATA.variable())
        .orElseGet(
            () ->
                variable("XDG_DATA_HOME").orElse(home.resolve(".local/share")).resolve("slipway"));
  }

  private Optional<Path> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(v -> !v.isBlank()).map(Path::of);
  }
}
