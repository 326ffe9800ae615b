// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.gates;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A record prints all it holds, so one that holds a secret must say how it prints. */
class SecretsTest {
  private static final Pattern RECORD =
      Pattern.compile("\\brecord (\\w+)(?:<[^>]*>)?\\(([^{]*)\\)[^{;(]*\\{");
  private static final Pattern CLEAR_SECRET =
      Pattern.compile(
          "(?i)\\b(String|byte\\[\\]|char\\[\\]|PrivateKey|SecretKey|Optional<String>) "
              + "(\\w*(password|secret|privateKey|masterKey|activationKey|passphrase|pepper))\\b");

  @Test
  void recordWithASecret_printsWithoutIt() {
    assertThat(Sources.mainJava().stream().flatMap(SecretsTest::careless))
        .as("records that hold a clear secret and have no toString of their own")
        .isEmpty();
  }

  @Test
  void pattern_findsACarelessRecord() {
    assertThat(careless("record Login(String user, byte[] password) {}")).containsExactly("Login");
    assertThat(careless("record Login(String password) {\n  public String toString() { }\n}"))
        .isEmpty();
    assertThat(careless("record Login(String user, Secret password) {}")).isEmpty();
  }

  private static Stream<String> careless(Path file) {
    return careless(Sources.text(file)).stream().map(name -> file + ": " + name);
  }

  private static List<String> careless(String source) {
    return RECORD
        .matcher(source)
        .results()
        .filter(r -> CLEAR_SECRET.matcher(r.group(2)).find())
        .filter(r -> !body(source, r).contains("public String toString()"))
        .map(r -> r.group(1))
        .toList();
  }

  /** From the record's opening brace to the one that closes it. */
  private static String body(String source, MatchResult header) {
    int depth = 1;
    int at = header.end();
    while (at < source.length() && depth > 0) {
      char c = source.charAt(at++);
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
    }
    return source.substring(header.end(), at);
  }
}
