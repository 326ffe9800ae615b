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

class AuditExportTest {
  private static final String EXPORT = "GET /v1/_/auditRecords/_export";

  @TempDir private Path folder;
  private Terminal terminal;
  private final RestStub rest = new RestStub();

  @BeforeEach
  void logIn() {
    terminal = new Terminal(folder);
    Logins.save(terminal, rest);
    rest.answer("GET /v1/_/auditRecords", 200, "{\"totalCount\":2000,\"items\":[]}");
  }

  @AfterEach
  void close() {
    rest.close();
  }

  @Test
  void export_isPrintedAsTheServerTellsIt() {
    rest.answer(EXPORT, 200, "at,actor\r\n2026,ann\r\n");
    assertThat(terminal.run("audit", "export", "--by", "ann", "--until", "2026-12-24")).isZero();
    assertThat(rest.asked().get(0).line()).contains("actor=ann", "askTotalCount=true");
    assertThat(rest.last().line())
        .contains("actor=ann", "endDate=2026-12-24T00%3A00%3A00Z", "format=csv");
    assertThat(terminal.out()).isEqualTo("at,actor\n2026,ann\n");
    assertThat(terminal.err()).endsWith("100 %  1 records\n");
  }

  @Test
  void export_goesToAFileOfItsOwner() throws IOException {
    rest.answer(EXPORT, 200, "{}\n".repeat(2000));
    Path out = folder.resolve("audit.jsonl");
    assertThat(terminal.run("audit", "export", "--format", "jsonl", "--out", out.toString()))
        .isZero();
    assertThat(Files.readAllLines(out)).hasSize(2000).containsOnly("{}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out)))
        .isEqualTo("rw-------");
    assertThat(terminal.out()).isEmpty();
    assertThat(terminal.err()).contains(" 50 %  1000 of 2000 records\n", "100 %  2000 records\n");
  }

  @Test
  void export_thatIsRefused_leavesNoFile() throws IOException {
    rest.answer(EXPORT, 403, "{\"message\":\"none of the roles\"}");
    Path out = folder.resolve("audit.csv");
    assertThat(terminal.run("audit", "export", "--out", out.toString())).isEqualTo(1);
    assertThat(terminal.err()).isEqualTo("slipway: none of the roles\n");
    try (var files = Files.list(folder)) {
      assertThat(files).containsOnly(folder.resolve("config"));
    }
  }
}
