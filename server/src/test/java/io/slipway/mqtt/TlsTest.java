// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import io.slipway.domain.Closing;
import io.slipway.security.TlsIdentities;
import io.slipway.security.TlsIdentity;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Protocol, section 1: TLS 1.2 and 1.3; a client certificate is asked for and judged later. */
class TlsTest {
  private static final byte ALERT = 0x15;
  private static final byte PROTOCOL_VERSION = 70;

  private final TestBroker broker = TestBroker.start();

  @AfterEach
  void close() {
    broker.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void device_isServedOverTls(String protocol) throws IOException {
    SSLSocket socket = broker.tlsSocket(Optional.empty());
    socket.setEnabledProtocols(new String[] {protocol});
    try (RawDevice device = new RawDevice(socket)) {
      device.send(Version.V3_1_1.connect().build());
      device.expectAccepted();
      assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
      FakeGate.Login login = broker.gate.nextLogin();
      assertThat(login.attempt().secure()).isTrue();
      assertThat(login.attempt().certificates()).isEmpty();
      device.subscribed(1);
      login.link().deliver(Sent.REQUEST, new byte[100_000]);
      device.receive();
      login.link().close(Closing.COMPLETED);
      device.expectClosed();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00, 0x01, 0x02})
  void olderTls_isRefused(int minor) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", broker.tlsPort())) {
      socket.setSoTimeout((int) FakeGate.Wait.LIMIT.toMillis());
      socket.getOutputStream().write(clientHello(minor));
      byte[] answer = socket.getInputStream().readAllBytes();
      assertThat(answer).hasSize(7);
      assertThat(answer[0]).isEqualTo(ALERT);
      assertThat(answer[6]).isEqualTo(PROTOCOL_VERSION);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void clientCertificate_isHandedToTheGateUnjudged(String protocol) throws IOException {
    TlsIdentity selfSigned = TestIdentity.of("nobody has signed this");
    SSLSocket socket = broker.tlsSocket(Optional.of(selfSigned));
    socket.setEnabledProtocols(new String[] {protocol});
    try (RawDevice device = new RawDevice(socket)) {
      device.send(Version.V5.connect().build());
      device.expectAccepted();
      assertThat(broker.gate.nextLogin().attempt().certificates())
          .containsExactlyElementsOf(selfSigned.chain());
    }
  }

  @Test
  void renewedIdentity_isShownToNewConnections() throws IOException, GeneralSecurityException {
    TlsIdentity renewed = TestIdentity.of("localhost");
    try (RawDevice old = new RawDevice(broker.tlsSocket(Optional.empty()))) {
      old.send(Version.V3_1_1.connect().build());
      old.expectAccepted();
      broker.renew(TlsIdentities.of(renewed));
      old.expectNothingBeforePong();
      try (SSLSocket trustsOld = broker.tlsSocket(Optional.empty());
          SSLSocket trustsNew = socket(renewed.chain().get(0))) {
        assertThatThrownBy(trustsOld::startHandshake).isInstanceOf(SSLException.class);
        trustsNew.startHandshake();
      }
    }
  }

  @Test
  void plainMqttOnTheTlsPort_isRefused() throws IOException {
    try (Socket socket = new Socket("127.0.0.1", broker.tlsPort())) {
      socket.setSoTimeout((int) FakeGate.Wait.LIMIT.toMillis());
      socket.getOutputStream().write(Version.V3_1_1.connectBytes("device-1"));
      byte[] answer = socket.getInputStream().readAllBytes();
      assertThat(answer.length == 0 || answer[0] == ALERT).isTrue();
    }
    assertThat(broker.gate.wasAsked()).isFalse();
  }

  @Test
  void boringSsl_isOnBoard() {
    assertThat(OpenSsl.unavailabilityCause()).isNull();
    assertThat(OpenSsl.versionString()).contains("BoringSSL");
  }

  /** Where the native library does not load. */
  @Test
  void javasTls_speaksTheSameVersions() {
    for (SslProvider provider : new SslProvider[] {SslProvider.JDK, SslProvider.OPENSSL}) {
      SslContext context = TlsContexts.of(TestBroker.IDENTITY, provider);
      var engine = context.newEngine(UnpooledByteBufAllocator.DEFAULT);
      assertThat(engine.getEnabledProtocols())
          .contains("TLSv1.2", "TLSv1.3")
          .doesNotContain("TLSv1", "TLSv1.1", "SSLv3");
      assertThat(engine.getWantClientAuth()).isTrue();
      engine.closeOutbound();
      ReferenceCountUtil.release(engine);
    }
  }

  private SSLSocket socket(X509Certificate trusted) throws IOException {
    return (SSLSocket)
        TestBroker.context(Optional.empty(), trusted)
            .getSocketFactory()
            .createSocket("127.0.0.1", broker.tlsPort());
  }

  /** That of a client which speaks TLS 1.x at most, as far as a server must read it. */
  private static byte[] clientHello(int minor) {
    byte[] suites = {(byte) 0xC0, 0x09, (byte) 0xC0, 0x13, 0x00, 0x2F};
    int bodySize = 2 + 32 + 1 + 2 + suites.length + 2;
    ByteBuffer hello = ByteBuffer.allocate(5 + 4 + bodySize);
    hello.put((byte) 0x16).put((byte) 3).put((byte) 1).putShort((short) (4 + bodySize));
    hello.put((byte) 1).put((byte) 0).putShort((short) bodySize);
    hello.put((byte) 3).put((byte) minor).put(new byte[32]).put((byte) 0);
    hello.putShort((short) suites.length).put(suites);
    hello.put((byte) 1).put((byte) 0);
    return hello.array();
  }
}
