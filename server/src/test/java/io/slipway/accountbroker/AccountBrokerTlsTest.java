// SPDX-License-Identifier: Apache-2.0
package io.slipway.accountbroker;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.security.OpenSsl;
import io.slipway.security.TestCertificates;
import io.slipway.security.TlsIdentities;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the account broker shows and speaks, as openssl sees it. */
class AccountBrokerTlsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir static Path data;

  private static RunningBroker running;

  @BeforeAll
  static void start() throws Exception {
    running = RunningBroker.in(data);
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  @Test
  void renewedCertificate_isShownWithoutARestart() throws Exception {
    TestCertificates made = TestCertificates.in(data.resolve("made"));
    made.server("renewed", "DNS:localhost", 90);
    int port = running.broker().tlsPort();
    assertThat(OpenSsl.shakeHands(port, "-tls1_3")).contains("CN = Slipway Server");
    running.broker().renew(TlsIdentities.of(made.identity("renewed")));
    Instant limit = Instant.now().plus(PATIENCE);
    while (!OpenSsl.shakeHands(port, "-tls1_3").contains("CN = renewed")) {
      assertThat(Instant.now()).isBefore(limit);
    }
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
    assertThat(OpenSsl.shakeHands(running.broker().tlsPort(), offer)).contains("Cipher is (NONE)");
  }
}
