// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.proof.world.Command;
import io.slipway.proof.world.Slipway;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Somebody at a screen of his own, who types commands. */
record Person(Path home) {
  static Person at(Path home) {
    return new Person(home);
  }

  Command types(String input, Map<String, String> variables, String... words) {
    Map<String, String> environment = new HashMap<>(variables);
    environment.put("XDG_CONFIG_HOME", home.toString());
    return Command.run(environment, input, words);
  }

  Command types(String... words) {
    return types("", Map.of(), words);
  }

  String succeedsIn(String... words) {
    Command done = types(words);
    assertThat(done.exitCode()).as(done.output()).isZero();
    return done.output();
  }

  void mayNot(String... words) {
    Command refused = types(words);
    assertThat(refused.exitCode()).as(refused.output()).isEqualTo(1);
    assertThat(refused.output()).contains("none of the user's roles has the right to");
  }

  /** Logs in with what the variables and the words hold. */
  void logsIn(Slipway slipway, Map<String, String> variables, String... more) {
    List<String> words = new ArrayList<>(List.of("login", "--server"));
    words.add("https://localhost:" + slipway.ports().https());
    words.addAll(List.of("--ca", slipway.ca().toString()));
    words.addAll(List.of(more));
    Command done = types("", variables, words.toArray(String[]::new));
    assertThat(done.exitCode()).as(done.output()).isZero();
  }
}
