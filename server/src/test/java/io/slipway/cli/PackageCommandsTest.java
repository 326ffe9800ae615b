// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.security.TestDigest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageCommandsTest {
  private static final String HASH = TestDigest.sha256("bytes".getBytes(StandardCharsets.UTF_8));
  private static final String HEATER =
      """
      {"id":"Ag","name":"heater","version":"1.2","handler":"dp","sha256":"%s","size":5,
       "bundles":[{"name":"org.a","version":"1.0","file":"a.jar"}]}\
      """
          .formatted(HASH);

  @TempDir private Path folder;
  private Terminal terminal;
  private final RestStub rest = new RestStub();

  @BeforeEach
  void logIn() {
    terminal = new Terminal(folder);
    Logins.save(terminal, rest);
  }

  @AfterEach
  void close() {
    rest.close();
  }

  @Test
  void upload_sendsTheFileAndTellsHowFarItIs() throws Exception {
    rest.answer("POST /v1/_/packages", 201, HEATER);
    Path file = Files.writeString(folder.resolve("heater.dp"), "bytes");
    assertThat(terminal.run("package", "upload", file.toString())).isZero();
    assertThat(rest.last().line()).isEqualTo("POST /v1/_/packages");
    assertThat(rest.last().body()).isEqualTo("bytes");
    assertThat(terminal.out()).contains("heater", HASH);
    assertThat(terminal.err()).contains("100 %  5 bytes");
    Path tool = Files.writeString(folder.resolve("tool"), "bytes");
    terminal.run("package", "upload", tool.toString(), "--name", "tool", "--version", "1");
    assertThat(rest.last().line())
        .isEqualTo("POST /v1/_/packages?name=tool&version=1&handler=file");
  }

  @Test
  void package_isFoundByNameAndVersion() {
    String other = HEATER.replace("\"1.2\"", "\"1.3\"").replace("\"Ag\"", "\"Aw\"");
    rest.answer("GET /v1/_/packages", 200, "{\"items\":[" + HEATER + "," + other + "]}");
    assertThat(terminal.run("package", "show", "heater:1.2")).isZero();
    assertThat(terminal.out()).contains("org.a", "a.jar");
    assertThat(terminal.run("package", "show", "heater")).isEqualTo(1);
    assertThat(terminal.err()).contains("say which: heater:VERSION");
    rest.answer("DELETE /v1/_/packages/Aw", 204, "");
    assertThat(terminal.run("package", "delete", "heater:1.3")).isZero();
  }

  @Test
  void download_keepsNothingWhoseHashIsWrong() throws Exception {
    rest.answer("GET /v1/_/packages", 200, "{\"items\":[" + HEATER + "]}");
    rest.answer("GET /v1/_/packages/Ag/content", 200, "other");
    rest.answer("GET /v1/_/packages/Ag/content", 200, "bytes");
    Path file = folder.resolve("out.dp");
    assertThat(terminal.run("package", "download", "heater", "--out", file.toString()))
        .isEqualTo(1);
    assertThat(terminal.err()).contains("another SHA-256");
    assertThat(file).doesNotExist();
    assertThat(terminal.run("package", "download", "heater", "--out", file.toString())).isZero();
    assertThat(Files.readString(file)).isEqualTo("bytes");
  }

  @Test
  void refer_saysWhereItIs() {
    rest.answer("POST /v1/_/packages", 201, HEATER);
    assertThat(
            terminal.run(
                "package",
                "refer",
                "https://a.example/x",
                "--name",
                "x",
                "--version",
                "1",
                "--sha256",
                HASH,
                "--size",
                "5"))
        .isZero();
    assertThat(rest.last().body()).contains("\"url\":\"https://a.example/x\"");
  }
}
