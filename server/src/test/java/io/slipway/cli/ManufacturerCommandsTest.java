// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManufacturerCommandsTest {
  private static final String ALL = "/v1/_/manufacturerAuthorities";
  private static final String MAKER =
      """
      {"id":"Ag","name":"maker","subject":"CN=Maker CA","fingerprint":"ab12","optlock":3,
       "notAfter":"9999-12-31T23:59:59.000Z","crlPolicy":"LENIENT","crlOutdated":true}\
      """;

  @TempDir private Path folder;
  private Terminal terminal;
  private final RestStub rest = new RestStub();

  @BeforeEach
  void logIn() {
    terminal = new Terminal(folder);
    Logins.save(terminal, rest);
    rest.answer("GET " + ALL, 200, "{\"items\":[" + MAKER + "]}");
  }

  @AfterEach
  void close() {
    rest.close();
  }

  @Test
  void create_sendsPemAsItIsAndDerAsPem() throws Exception {
    rest.answer("POST " + ALL, 201, MAKER);
    Path pem = Files.writeString(folder.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----\n");
    Path der = Files.write(folder.resolve("list.crl"), new byte[] {0x30, 1, 2});
    assertThat(
            terminal.run(
                "manufacturer",
                "create",
                "maker",
                "--ca",
                pem.toString(),
                "--crl",
                der.toString(),
                "--crl-policy",
                "strict"))
        .isZero();
    assertThat(rest.last().body())
        .isEqualTo(
            "{\"name\":\"maker\",\"certificates\":\"-----BEGIN CERTIFICATE-----\\n\","
                + "\"crl\":\"-----BEGIN X509 CRL-----\\nMAEC\\n-----END X509 CRL-----\\n\","
                + "\"crlPolicy\":\"STRICT\"}");
    assertThat(terminal.out()).contains("SHA-256 ab12");
    assertThat(terminal.run("manufacturer", "create", "maker")).isEqualTo(2);
    assertThat(terminal.run("manufacturer", "create", "maker", "--ca", folder + "/none"))
        .isEqualTo(1);
    assertThat(terminal.err()).contains("cannot be read");
  }

  @Test
  void list_tellsWhichRevocationListsAreOutdated() {
    assertThat(terminal.run("manufacturer", "list")).isZero();
    assertThat(terminal.out()).contains("maker", "CN=Maker CA", "LENIENT", "yes");
  }

  @Test
  void set_changesOnlyWhatIsSaid() throws Exception {
    rest.answer("PUT " + ALL + "/Ag", 200, MAKER);
    assertThat(terminal.run("manufacturer", "set", "maker", "--crl-policy", "lenient")).isZero();
    assertThat(rest.last().body()).isEqualTo("{\"optlock\":3,\"crlPolicy\":\"LENIENT\"}");
    assertThat(terminal.run("manufacturer", "set", "maker", "--no-crl")).isZero();
    assertThat(rest.last().body()).isEqualTo("{\"optlock\":3,\"crl\":\"\"}");
    assertThat(terminal.run("manufacturer", "set", "maker")).isEqualTo(1);
  }
}
