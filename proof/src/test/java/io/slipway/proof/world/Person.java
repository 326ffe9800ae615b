// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.world;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A person at a screen of his own, who logs in with the packaged program and works with it. */
public record Person(Path home) {
  private static final JsonMapper MAPPER = new JsonMapper();

  /** Somebody who has not logged in yet; what the program keeps of him goes below the folder. */
  public static Person in(Path folder, String name) {
    try {
      return new Person(Files.createDirectory(folder.resolve(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Logs in; the variables hold the password or the key. */
  public Person logIn(Slipway slipway, Map<String, String> variables, String... more) {
    String line =
        "login --server https://localhost:%d --ca %s %s"
            .formatted(slipway.ports().https(), slipway.ca(), String.join(" ", more));
    succeeded(Command.run(surroundedBy(variables), "", words(line)));
    return this;
  }

  public Command types(String input, Map<String, String> variables, String... words) {
    return Command.runWithin(surroundedBy(variables), input, words);
  }

  private Map<String, String> surroundedBy(Map<String, String> variables) {
    Map<String, String> environment = new HashMap<>(variables);
    environment.put("XDG_CONFIG_HOME", home.toString());
    return environment;
  }

  /** Types a line without quotes, and returns what was printed. */
  public String does(String line) {
    return succeeded(types("", Map.of(), words(line)));
  }

  /** The same where the program asks for something. */
  public String does(String line, String input) {
    return succeeded(types(input, Map.of(), words(line)));
  }

  /** What a program would read. */
  public JsonNode reads(String line) {
    String output = does(line + " --json");
    try {
      return MAPPER.readTree(output);
    } catch (JsonProcessingException e) {
      throw new AssertionError(output, e);
    }
  }

  /** Returns why it was refused. */
  public String isRefused(String line) {
    Command refused = types("", Map.of(), words(line));
    assertThat(refused.exitCode()).as(refused.output()).isEqualTo(1);
    return refused.output();
  }

  public void mayNot(String line) {
    assertThat(isRefused(line)).contains("none of the user's roles has the right to");
  }

  private static String succeeded(Command done) {
    assertThat(done.exitCode()).as(done.output()).isZero();
    return done.output();
  }

  private static String[] words(String line) {
    return line.strip().split(" ");
  }
}
