// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.security.IdSource;
import io.slipway.security.OpenSsl;
import io.slipway.security.TestCertificates;
import io.slipway.security.TlsIdentities;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What HTTPS shows and speaks, as openssl sees it. */
class HttpsTest {
  @TempDir static Path folder;

  private static TestCertificates made;
  private static HttpServer server;

  @BeforeAll
  static void start() throws Exception {
    made = TestCertificates.in(folder);
    made.server("own", "DNS:slipway.example,DNS:localhost", 90);
    server =
        new HttpServer(
            new HttpSettings("127.0.0.1", 0, "127.0.0.1", 0),
            made.identity("own"),
            new IdSource(Clock.systemUTC(), 1),
            List.of());
    server.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void browser_seesThePublicCertificateUnderEachOfItsNames() throws Exception {
    made.server("first", "DNS:slipway.example,DNS:*.console.example", 90);
    made.server("second", "DNS:slipway.example", 90);
    for (String version : new String[] {"-tls1_2 ", "-tls1_3 "}) {
      show("first");
      assertThat(shown(version + "-servername slipway.example")).contains("CN = first");
      assertThat(shown(version + "-servername a.console.example")).contains("CN = first");
      assertThat(shown(version + "-servername localhost")).contains("CN = own");
      assertThat(shown(version + "-servername unknown.example")).contains("CN = own");
      assertThat(shown(version + "-noservername")).contains("CN = own");
      show("second");
      assertThat(shown(version + "-servername slipway.example")).contains("CN = second");
      assertThat(shown(version + "-servername a.console.example")).contains("CN = own");
    }
  }

  @Test
  void rsaCertificate_isShownToo() throws Exception {
    OpenSsl.run(
        folder,
        "req -x509 -newkey rsa:2048 -nodes -keyout rsa.key -out rsa.pem -days 9 -subj /CN=rsa"
            + " -addext subjectAltName=DNS:rsa.example");
    show("rsa");
    assertThat(shown("-tls1_2 -servername rsa.example")).contains("CN = rsa");
    assertThat(shown("-tls1_3 -servername rsa.example")).contains("CN = rsa");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-tls1_2 -cipher ECDHE-ECDSA-AES128-SHA",
        "-tls1_2 -cipher ECDHE-ECDSA-AES256-SHA384",
        "-tls1_2 -cipher AES128-GCM-SHA256",
        "-tls1_1 -cipher ALL@SECLEVEL=0"
      })
  void oldSuiteOrVersion_isRefused(String offer) throws Exception {
    assertThat(shown(offer)).contains("Cipher is (NONE)");
  }

  private static void show(String name) throws Exception {
    server.renew(new TlsIdentities(made.identity("own"), Optional.of(made.identity(name))));
  }

  private static String shown(String options) throws Exception {
    return OpenSsl.shakeHands(server.httpsPort(), options);
  }
}
