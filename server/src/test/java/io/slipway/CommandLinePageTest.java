// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/cli.md} names the nouns and verbs that there are. */
class CommandLinePageTest {
  private static final Pattern ROW = Pattern.compile("^\\| `([a-z]+)` \\| (.*) \\|$");
  private static final Pattern VERB = Pattern.compile("`([a-z-]+)`");

  /** These are told of on pages of their own. */
  private static final Set<String> ELSEWHERE = Set.of("database");

  @TempDir private Path folder;

  @Test
  void page_namesEveryNounWithItsVerbs() throws IOException {
    Map<String, Set<String>> told = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("..", "docs", "cli.md"))) {
      var row = ROW.matcher(line);
      if (row.matches()) {
        // Behind a semicolon or a colon stands what is to be said of them.
        String verbs = row.group(2).split("[;:]", 2)[0];
        Set<String> words = new TreeSet<>();
        VERB.matcher(verbs).results().forEach(v -> words.add(v.group(1)));
        told.put(row.group(1), words);
      }
    }
    Map<String, Set<String>> there = new TreeMap<>();
    new TestProgram(folder)
        .commands()
        .getSubcommands()
        .forEach(
            (name, noun) -> {
              if (!noun.getSubcommands().isEmpty() && !ELSEWHERE.contains(name)) {
                there.put(name, new TreeSet<>(noun.getSubcommands().keySet()));
              }
            });
    assertThat(told).isEqualTo(there);
  }
}
