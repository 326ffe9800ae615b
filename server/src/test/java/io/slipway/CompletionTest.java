// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real shell completes, all by itself. */
class CompletionTest {
  /** As bash calls it for the last of these words. */
  private static final String TAB =
      """
      source "$1"
      shift
      COMP_WORDS=(slipway "$@")
      COMP_CWORD=$#
      # What asks for names of files only works where somebody types.
      _complete_slipway 2> /dev/null
      printf '%s\\n' "${COMPREPLY[@]}"
      """;

  @TempDir private Path folder;
  private Path script;

  @BeforeEach
  void install() throws IOException {
    script = Files.writeString(folder.resolve("slipway.bash"), printed("completion", "bash"));
  }

  @Test
  void nounsAndVerbs_areCompleted() throws Exception {
    assertThat(completed("")).contains("login", "account", "device", "audit", "serve");
    assertThat(completed("de")).containsExactlyInAnyOrder("device", "demo");
    assertThat(completed("device", "")).contains("list", "show", "set", "events", "delete");
    assertThat(completed("device", "del")).containsExactlyInAnyOrder("delete", "delete-event");
  }

  @Test
  void options_areCompletedWithTheirWords() throws Exception {
    assertThat(completed("device", "list", "--")).contains("--status", "--all", "--json");
    assertThat(completed("device", "list", "--st")).containsExactly("--status");
    assertThat(completed("device", "list", "--status", ""))
        .containsExactly("connected", "disconnected", "missing");
    assertThat(completed("device", "list", "--sort", "c")).containsExactly("clientId", "createdOn");
    assertThat(completed("completion", "")).contains("BASH", "ZSH");
  }

  @Test
  void zsh_readsTheSameScript() throws IOException {
    assertThat(printed("completion", "zsh"))
        .isEqualTo(Files.readString(script).replaceFirst("in bash", "in zsh"))
        .contains("bashcompinit");
  }

  private List<String> completed(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", "-c", TAB, "bash", script.toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // There is nothing to start, and so no Java.
    builder.environment().put("PATH", folder.toString());
    Process bash = builder.start();
    String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(output).isZero();
    return output.lines().filter(l -> !l.isBlank()).map(String::strip).toList();
  }

  private String printed(String... words) {
    TestProgram program = new TestProgram(folder);
    assertThat(program.run(words)).as(program.err()).isZero();
    return program.out();
  }
}
