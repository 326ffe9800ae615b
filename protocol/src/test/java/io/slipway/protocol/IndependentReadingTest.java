// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Python and openssl, which know nothing of our code, find the document's vectors right. */
class IndependentReadingTest {
  private static final Path SCRIPT = ProtocolDocument.FILE.resolveSibling("verify_vectors.py");
  private static final int CHECKS = 8;

  @TempDir Path folder;

  /** What the script has said, and whether it was content. */
  private record Verdict(String said, boolean content) {}

  @Test
  void vectors_areVerified() throws Exception {
    Verdict verdict = verify(ProtocolDocument.FILE);
    assertThat(verdict.content()).as(verdict.said()).isTrue();
    assertThat(verdict.said().lines()).hasSize(CHECKS).allMatch(line -> line.endsWith(": yes"));
  }

  @ParameterizedTest
  @CsvSource({
    "42 04 61 63 6d 65, 42 04 61 63 6d 66, complete: the signature fits: NO",
    "25 00 00 20 40, 25 00 00 20 41, types: the signature fits: NO",
    "4a 40 29, 4a 40 2a, types: the signature fits: NO",
  })
  void changedByte_isNoticed(String shown, String changed, String complaint) throws Exception {
    String text = ProtocolDocument.read().text();
    assertThat(text).containsOnlyOnce(shown);
    Path copy = Files.writeString(folder.resolve("protocol.md"), text.replace(shown, changed));
    Verdict verdict = verify(copy);
    assertThat(verdict.content()).isFalse();
    assertThat(verdict.said()).contains(complaint);
  }

  private static Verdict verify(Path document) throws IOException, InterruptedException {
    Process python =
        new ProcessBuilder("python3", SCRIPT.toString(), document.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(python.getInputStream().readAllBytes(), UTF_8);
    assertThat(python.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Verdict(said, python.exitValue() == 0);
  }
}
