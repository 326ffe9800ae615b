// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandsTest {
  private static final String JOB =
      """
      {"id":"AQ","state":"%s","rows":10,"done":%d,"percent":%d,"created":%2$d,"failed":%d}\
      """;

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
  void start_sendsTheFileAndWaitsWithABar() throws IOException {
    rest.answer("POST /v1/_/imports", 200, job("WAITING", 0, 0));
    rest.answer("GET /v1/_/imports/AQ", 200, job("RUNNING", 5, 0));
    rest.answer("GET /v1/_/imports/AQ", 200, job("COMPLETED", 10, 0));
    String file = file("devices.csv", "clientId\na\n");
    assertThat(
            terminal.run(
                "import", "start", file, "--template", "default", "--wait", "--service", "w=n"))
        .isZero();
    assertThat(rest.asked().get(0).line())
        .endsWith("?template=default&services=w%3Dn&dryRun=false&overwriteIfDuplicate=false");
    assertThat(rest.asked().get(0).body()).isEqualTo("clientId\na\n");
    assertThat(terminal.err())
        .contains("[###############               ]  50 %  5 of 10 rows, 0 failed")
        .endsWith("100 %  10 of 10 rows, 0 failed\n");
    assertThat(terminal.out()).contains("state          COMPLETED\n", "created        10\n");
  }

  @Test
  void start_whereRowsFail_saysSoByItsExitCode() throws IOException {
    rest.answer("POST /v1/_/imports", 200, job("COMPLETED", 10, 3));
    String file = file("devices.jsonl", "{}");
    assertThat(terminal.run("import", "start", file, "--wait", "--dry-run")).isEqualTo(1);
    assertThat(rest.last().line()).contains("dryRun=true");
    assertThat(terminal.run("import", "start", file("devices.xls", ""))).isEqualTo(1);
    assertThat(terminal.err()).contains(".csv, .tsv, .jsonl, .ndjson or .json");
    assertThat(terminal.run("import", "start", folder.resolve("none.csv").toString())).isEqualTo(1);
    assertThat(terminal.err()).contains("cannot be read");
  }

  @Test
  void secrets_goToAFileOfTheirOwner() throws IOException {
    rest.answer("GET /v1/_/imports/AQ/secrets", 200, "clientId,password\r\na,p\r\n");
    Path out = folder.resolve("secrets.csv");
    assertThat(terminal.run("import", "secrets", "AQ", "--out", out.toString())).isZero();
    assertThat(out).content().isEqualTo("clientId,password\na,p\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out)))
        .isEqualTo("rw-------");
    assertThat(terminal.out()).doesNotContain("a,p");
    rest.answer("GET /v1/_/imports/Ag/secrets", 409, "{\"message\":\"told before\"}");
    assertThat(terminal.run("import", "secrets", "Ag")).isEqualTo(1);
    assertThat(terminal.err()).isEqualTo("slipway: told before\n");
  }

  @Test
  void imports_areListedShownAndCancelled() {
    rest.answer("GET /v1/_/imports", 200, "{\"items\":[" + job("RUNNING", 5, 1) + "]}");
    rest.answer("GET /v1/_/imports/AQ", 200, job("RUNNING", 5, 1));
    rest.answer("POST /v1/_/imports/AQ/_cancel", 200, job("CANCELLED", 5, 1));
    rest.answer("GET /v1/_/imports/AQ/failures", 200, "clientId\nb\n");
    assertThat(terminal.run("import", "list")).isZero();
    assertThat(terminal.out()).contains("RUNNING  10    50 %  1");
    assertThat(terminal.run("import", "show", "AQ")).isZero();
    assertThat(terminal.out()).contains("failed         1\n");
    assertThat(terminal.run("import", "cancel", "AQ")).isZero();
    assertThat(terminal.out()).contains("state          CANCELLED\n");
    assertThat(terminal.run("import", "failures", "AQ")).isZero();
    assertThat(terminal.out()).isEqualTo("clientId\nb\n");
  }

  @Test
  void watch_showsABarUntilTheEnd() {
    rest.answer("GET /v1/_/imports/AQ", 200, job("RUNNING", 3, 1));
    rest.answer("GET /v1/_/imports/AQ", 200, job("RUNNING", 3, 1));
    rest.answer("GET /v1/_/imports/AQ", 200, job("COMPLETED", 10, 1));
    assertThat(terminal.run("import", "watch", "AQ")).isEqualTo(1);
    assertThat(terminal.err())
        .isEqualTo(
            """
            [#########                     ]  30 %  3 of 10 rows, 1 failed
            [##############################] 100 %  10 of 10 rows, 1 failed
            """);
  }

  @Test
  void delete_forgetsAnImport() {
    rest.answer("GET /v1/_/imports/AQ", 200, job("COMPLETED", 10, 0));
    rest.answer("DELETE /v1/_/imports/AQ", 204, "");
    assertThat(terminal.run("import", "delete", "AQ")).isZero();
    assertThat(terminal.out()).isEqualTo("The import AQ is deleted.\n");
  }

  @Test
  void preview_printsTheConfiguration() throws IOException {
    rest.answer("POST /v1/_/imports/_preview", 200, "{\"configuration\":\"<a>\\n</a>\"}");
    assertThat(terminal.run("import", "preview", file("a.csv", "clientId\n"), "--row", "3"))
        .isZero();
    assertThat(rest.last().line()).endsWith("?row=3");
    assertThat(terminal.out()).isEqualTo("<a>\n</a>\n");
  }

  private static String job(String state, int done, int failed) {
    return JOB.formatted(state, done, done * 10, failed);
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }
}
