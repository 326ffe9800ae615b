// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateCommandsTest {
  private static final String ROOT = one("ROOT", "CURRENT", "CN=Root 2", "2099-01-01", "new\\n");
  private static final String FORMER = one("ROOT", "FORMER", "CN=Root", "2098-01-01", "old\\n");
  private static final String EXPIRED = one("ROOT", "FORMER", "CN=R", "2001-01-01", "gone\\n");
  private static final String DEVICES =
      one("DEVICES", "CURRENT", "CN=acme Device CA", "2097-01-01", "devices\\n");
  private static final String ALL = "/v1/_/certificateAuthorities";

  @TempDir private Path folder;
  private Terminal terminal;
  private final RestStub rest = new RestStub();

  @BeforeEach
  void logIn() {
    terminal = new Terminal(folder);
    Logins.save(terminal, rest);
    String all = String.join(",", ROOT, FORMER, EXPIRED, DEVICES);
    rest.answer("GET " + ALL, 200, "{\"items\":[" + all + "]}");
  }

  @AfterEach
  void close() {
    rest.close();
  }

  @Test
  void list_tellsEachAuthority() {
    assertThat(terminal.run("certificate", "list")).isZero();
    assertThat(terminal.out())
        .contains("FINGERPRINT")
        .contains("DEVICES  OWN     CURRENT  CN=acme Device CA  2097-01-01T00:00:00Z  ab12");
  }

  @Test
  void ca_printsWhatIsToBeTrustedNow() {
    assertThat(terminal.run("certificate", "ca")).isZero();
    assertThat(terminal.out()).isEqualTo("new\nold\n");
    assertThat(terminal.run("certificate", "ca", "--devices")).isZero();
    assertThat(terminal.out()).isEqualTo("devices\n");
  }

  @Test
  void rollOver_tellsWhatItReplaces() {
    rest.answer(
        "POST " + ALL + "/_rollOver",
        200,
        "{\"dryRun\":true,\"replaced\":[" + DEVICES + "],\"inForce\":[]}");
    assertThat(terminal.run("certificate", "roll-over", "--dry-run")).isZero();
    assertThat(rest.last().body()).isEqualTo("{\"root\":false,\"dryRun\":true}");
    assertThat(terminal.out())
        .isEqualTo(
            "Would be replaced: CN=acme Device CA, which counts until 2097-01-01T00:00:00Z\n");
    assertThat(terminal.run("certificate", "roll-over", "--root")).isZero();
    assertThat(rest.last().body()).isEqualTo("{\"root\":true,\"dryRun\":false}");
    assertThat(terminal.out()).contains("slipway certificate ca");
  }

  @Test
  void importing_sendsBothFilesOrTakesItBack() throws Exception {
    Path chain = Files.writeString(folder.resolve("chain.pem"), "the chain");
    Path key = Files.writeString(folder.resolve("key.pem"), "the key");
    rest.answer("POST " + ALL + "/_import", 200, "{\"items\":[" + DEVICES + "]}");
    rest.answer("POST " + ALL + "/_useOwn", 200, "{\"items\":[" + DEVICES + "]}");
    assertThat(
            terminal.run(
                "certificate", "import", "--chain", chain.toString(), "--key", key.toString()))
        .isZero();
    assertThat(rest.last().body()).isEqualTo("{\"chain\":\"the chain\",\"key\":\"the key\"}");
    assertThat(terminal.out()).isEqualTo("Devices get certificates from CN=acme Device CA.\n");
    assertThat(terminal.run("certificate", "import", "--remove")).isZero();
    assertThat(rest.last().line()).endsWith("/_useOwn");
    assertThat(terminal.run("certificate", "import", "--chain", chain.toString())).isEqualTo(2);
    assertThat(terminal.run("certificate", "import")).isEqualTo(2);
  }

  @Test
  void external_sendsWhereAndHowToLogInThere() throws Exception {
    Path ca = Files.writeString(folder.resolve("ca.pem"), "the ca");
    rest.answer("POST " + ALL + "/_external", 200, "{\"items\":[" + DEVICES + "]}");
    terminal.input("secret\n");
    assertThat(
            terminal.run(
                "certificate",
                "external",
                "https://ca.example/est",
                "--ca",
                ca.toString(),
                "--username",
                "me",
                "--password-stdin"))
        .isZero();
    assertThat(rest.last().body())
        .isEqualTo(
            "{\"url\":\"https://ca.example/est\",\"trust\":\"the ca\",\"username\":\"me\","
                + "\"password\":\"secret\"}");
  }

  private static String one(
      String purpose, String state, String subject, String until, String pem) {
    return """
    {"purpose":"%s","source":"OWN","state":"%s","subject":"%s","fingerprint":"ab12",
     "notAfter":"%sT00:00:00.000Z","pem":"%s"}\
    """
        .formatted(purpose, state, subject, until, pem);
  }
}
