// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("agent.properties");
  }

  @Test
  void help_isPrinted() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("Usage: agent --config FILE");
  }

  @Test
  void wrongUsage_isCodeTwo() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("--config FILE").contains("--help");
  }

  @Test
  void missingFile_isCodeOne() {
    assertThat(run("--config", file.toString())).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo("agent: there is no file " + file + "\n");
  }

  @Test
  void agentThatIsNotEnabled_hasNothingToDo() throws IOException {
    configure("enabled=false");
    assertThat(run("--config", file.toString())).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("not enabled: set enabled=true in");
    configure("enabled=false\nprovisioned=true");
    assertThat(run("--config", file.toString())).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("but there is no configuration");
  }

  @Test
  void filesThatAreNoCertificates_areNamed() throws IOException {
    configure("enabled=false\nca-file=" + file);
    assertThat(run("--config", file.toString())).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains(file + " holds no certificate");
  }

  @Test
  void hookThatIsNoProgram_isNamed() throws IOException {
    configure("enabled=false\nhook=" + file);
    assertThat(run("--config", file.toString())).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("hook: " + file + " is no executable");
  }

  @Test
  void dataFolderThatIsNone_isNamed() throws IOException {
    configure("enabled=false\ndata=" + file);
    assertThat(run("--config", file.toString())).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("the data folder cannot be used");
  }

  private void configure(String more) throws IOException {
    Files.writeString(
        file, "broker-url=mqtt://127.0.0.1:1\nclient-id=pump\nusername=user\n" + more + "\n");
  }

  private int run(String... args) {
    return Main.run(
        List.of(args),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }
}
