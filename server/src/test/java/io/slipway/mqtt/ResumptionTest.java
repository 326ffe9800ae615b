// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.protocol.message.Secret;
import io.slipway.protocol.signing.Pem;
import io.slipway.security.OpenSsl;
import io.slipway.security.TestCertificates;
import io.slipway.security.TicketKeys;
import io.slipway.security.TlsIdentities;
import io.slipway.security.TlsIdentity;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Devices that come again, to whichever node, as openssl does. */
class ResumptionTest {
  /** No packet of MQTT: the broker hangs up, and with TLS 1.3 first sends the tickets. */
  private static final byte[] NONSENSE = {0, 0};

  private static final Secret FIRST = Secret.of(new byte[TicketKeys.KEY_BYTES]);
  private static final Secret SECOND = Secret.of("second".repeat(8));
  private static final Secret THIRD = Secret.of("third...".repeat(6));

  private final TestBroker one = TestBroker.start();
  private final TestBroker other = TestBroker.start();
  @TempDir Path folder;

  @AfterEach
  void close() {
    one.close();
    other.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void session_goesOnAtAnotherNode(String version) throws Exception {
    one.seal(keys(FIRST));
    other.seal(keys(FIRST));
    assertThat(first(one, version)).contains("New, TLSv1");
    assertThat(again(other, version)).contains("Reused, TLSv1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void formerKey_opensOnceMoreAndThenNoMore(String version) throws Exception {
    one.seal(keys(FIRST));
    first(one, version);
    one.seal(keys(SECOND, FIRST));
    assertThat(again(one, version)).contains("Reused, TLSv1");
    one.seal(keys(THIRD, SECOND));
    assertThat(again(one, version)).contains("New, TLSv1");
  }

  @Test
  void session_outlivesTheCertificateThatItBeganUnder() throws Exception {
    one.seal(keys(FIRST));
    first(one, "-tls1_3");
    one.renew(TlsIdentities.of(TestIdentity.of("localhost")));
    assertThat(again(one, "-tls1_3")).contains("Reused, TLSv1");
  }

  /** What a device has shown is judged at every login, whether the handshake was short or not. */
  @ParameterizedTest
  @ValueSource(strings = {"-tls1_2", "-tls1_3"})
  void certificate_isHandedToTheGateAgain(String version) throws Exception {
    TlsIdentity device = TestIdentity.of("device-1");
    write(device);
    one.seal(keys(FIRST));
    other.seal(keys(FIRST));
    String shown = version + " -cert device.pem -key device.key";
    loggedIn(one, shown + " -sess_out session", device, "New, TLSv1");
    loggedIn(other, shown + " -sess_in session", device, "Reused, TLSv1");
  }

  @Test
  void certificateForBrowsers_isShownUnderItsOwnNamesOnly() throws Exception {
    TestCertificates made = TestCertificates.in(folder.resolve("open"));
    made.server("open", "DNS:console.example,DNS:localhost", 9);
    one.renew(new TlsIdentities(TestBroker.IDENTITY, Optional.of(made.identity("open"))));
    String end = "-servername ";
    assertThat(OpenSsl.shakeHands(one.tlsPort(), end + "console.example")).contains("CN = open");
    for (String asked :
        new String[] {end + "localhost", end + "unknown.example", "-noservername"}) {
      assertThat(OpenSsl.shakeHands(one.tlsPort(), asked)).contains("CN = localhost");
    }
    try (RawDevice devicesOwn = new RawDevice(one.tlsSocket(Optional.empty()))) {
      devicesOwn.send(Version.V3_1_1.connect().build());
      devicesOwn.expectAccepted();
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
    assertThat(OpenSsl.shakeHands(one.tlsPort(), offer)).contains("Cipher is (NONE)");
  }

  private String first(TestBroker broker, String options) throws Exception {
    return talk(broker, options + " -sess_out session", NONSENSE, () -> {});
  }

  private String again(TestBroker broker, String options) throws Exception {
    return talk(broker, options + " -sess_in session", NONSENSE, () -> {});
  }

  private void loggedIn(TestBroker broker, String options, TlsIdentity device, String handshake)
      throws Exception {
    List<X509Certificate> shown = new ArrayList<>();
    byte[] connect = Version.V3_1_1.connectBytes("device-1");
    String said =
        talk(
            broker,
            options,
            connect,
            () -> shown.addAll(broker.gate.nextLogin().attempt().certificates()));
    assertThat(said).contains(handshake);
    assertThat(shown).containsExactlyElementsOf(device.chain());
  }

  /** Goes away when the session is there and what was said has been heard. */
  private String talk(TestBroker broker, String options, byte[] said, Runnable heardThere)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of("openssl", "s_client", "-connect", "127.0.0.1:" + broker.tlsPort()));
    command.addAll(List.of(options.split(" ")));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    StringBuilder heard = new StringBuilder();
    try (var in = process.getOutputStream();
        BufferedReader out = process.inputReader(StandardCharsets.ISO_8859_1)) {
      in.write(said);
      in.flush();
      String line = out.readLine();
      while (line != null && !line.strip().startsWith("Extended master secret")) {
        heard.append(line).append('\n');
        line = out.readLine();
      }
      heardThere.run();
    } finally {
      process.destroy();
    }
    return heard.toString();
  }

  private void write(TlsIdentity device) throws IOException {
    Files.writeString(folder.resolve("device.pem"), Pem.of(device.chain()));
    Files.writeString(
        folder.resolve("device.key"), Pem.block("PRIVATE KEY", device.key().getEncoded()));
  }

  private static TicketKeys keys(Secret... newestFirst) {
    return new TicketKeys(List.of(newestFirst));
  }
}
