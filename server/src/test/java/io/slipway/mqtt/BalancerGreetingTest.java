// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Protocol, section 7: behind a TCP balancer the source comes by PROXY protocol version 2. */
class BalancerGreetingTest {
  private static final byte[] SIGNATURE = {
    0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A
  };
  private static final int LOCAL = 0x20;
  private static final int PROXY = 0x21;
  private static final int UNSPECIFIED = 0x00;
  private static final int TCP4 = 0x11;
  private static final int UDP4 = 0x12;
  private static final int TCP6 = 0x21;
  private static final byte[] IPV4 = {
    (byte) 203, 0, 113, 9, (byte) 192, 0, 2, 1, 0x1F, 0x40, 0x22, (byte) 0xB3
  };
  private static final byte[] EXTRA_BYTES = {0x04, 0, 3, 'x', 'y', 'z'};

  @Test
  void sourceThatTheBalancerNames_isTheDevices() {
    try (TestBroker broker = behindBalancer();
        RawDevice device = broker.connect()) {
      device.send(header(PROXY, TCP4, joined(IPV4, EXTRA_BYTES)));
      device.send(Version.V3_1_1.connect().build());
      device.expectAccepted();
      assertThat(broker.gate.nextLogin().attempt().source()).hasToString("/203.0.113.9:8000");
    }
  }

  @Test
  void headerInPieces_isRead() {
    try (TestBroker broker = behindBalancer();
        RawDevice device = broker.connect()) {
      byte[] all = joined(header(PROXY, TCP6, ipv6()), device.bytes(Version.V5.connect().build()));
      for (byte one : all) {
        device.send(one);
      }
      device.expectAccepted();
      assertThat(broker.gate.nextLogin().attempt().source().getAddress().getHostAddress())
          .isEqualTo("2001:db8:0:0:0:0:0:9");
    }
  }

  @Test
  void sourceOverTls_isTheDevices() throws IOException {
    try (TestBroker broker = behindBalancer();
        Socket plain = new Socket("127.0.0.1", broker.tlsPort())) {
      plain.getOutputStream().write(header(PROXY, TCP4, IPV4));
      SSLSocket tls =
          (SSLSocket)
              TestBroker.context(Optional.empty(), TestBroker.IDENTITY.chain().get(0))
                  .getSocketFactory()
                  .createSocket(plain, "localhost", broker.tlsPort(), true);
      RawDevice device = new RawDevice(tls);
      device.send(Version.V3_1_1.connect().build());
      device.expectAccepted();
      assertThat(broker.gate.nextLogin().attempt().source().getHostString())
          .isEqualTo("203.0.113.9");
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void connectionWithoutHeader_isClosedOnEveryPort(Transport transport) throws IOException {
    try (TestBroker broker = behindBalancer();
        RawDevice device = new RawDevice(new Socket("127.0.0.1", port(broker, transport)))) {
      device.trySend("GET /mqtt HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      device.expectClosed();
      broker.awaitCount("slipway.mqtt.turned.away", "reason", "greeting", 1);
      assertThat(broker.gate.wasAsked()).isFalse();
    }
  }

  @Test
  void versionOne_isClosed() {
    expectRefused(
        "PROXY TCP4 203.0.113.9 192.0.2.1 8000 8883\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void datagrams_areClosed() {
    expectRefused(header(PROXY, UDP4, IPV4));
  }

  @Test
  void addressesThatAreTooShort_areClosed() {
    expectRefused(header(PROXY, TCP4, new byte[] {1, 2, 3}));
  }

  @ParameterizedTest
  @ValueSource(ints = {3_000, 65_000})
  void oversizedHeader_isClosed(int size) {
    expectRefused(header(PROXY, TCP4, joined(IPV4, new byte[size])));
  }

  @Test
  void headerThatDoesNotCome_isNotWaitedForLong() {
    try (TestBroker broker = behindBalancer(Changed.patience("greeting", Duration.ofMillis(50)));
        RawDevice device = broker.connect()) {
      device.send(SIGNATURE);
      device.expectClosed();
      broker.awaitCount("slipway.mqtt.turned.away", "reason", "greeting", 1);
    }
  }

  @Test
  void healthCheckOfTheBalancer_isNoError() {
    try (TestBroker broker = behindBalancer()) {
      try (RawDevice check = broker.connect()) {
        check.send(header(LOCAL, UNSPECIFIED));
      }
      try (RawDevice silent = broker.connect()) {
        assertThat(silent.socket().isConnected()).isTrue();
      }
      broker.await("slipway.mqtt.connections", 0);
      assertThat(broker.count("slipway.mqtt.turned.away", "reason", "greeting")).isZero();
    }
  }

  @Test
  void balancerThatSpeaksForItself_hasItsOwnAddress() {
    try (TestBroker broker = behindBalancer();
        RawDevice device = broker.connect()) {
      device.send(header(LOCAL, UNSPECIFIED));
      device.send(Version.V3_1_1.connect().build());
      device.expectAccepted();
      assertThat(broker.gate.nextLogin().attempt().source().getHostString()).isEqualTo("127.0.0.1");
    }
  }

  @Test
  void headerFromElsewhere_isNotBelieved() {
    try (TestBroker broker = TestBroker.start(trusting("192.0.2.0/24"));
        RawDevice liar = broker.connect();
        RawDevice device = broker.connect()) {
      liar.trySend(joined(header(PROXY, TCP4, IPV4), liar.bytes(Version.V3_1_1.connect().build())));
      liar.expectClosed();
      device.send(Version.V3_1_1.connect().build());
      device.expectAccepted();
      assertThat(broker.gate.nextLogin().attempt().source().getHostString()).isEqualTo("127.0.0.1");
      assertThat(broker.gate.wasAsked()).isFalse();
    }
  }

  private static void expectRefused(byte[] header) {
    try (TestBroker broker = behindBalancer();
        RawDevice device = broker.connect()) {
      device.trySend(joined(header, device.bytes(Version.V3_1_1.connect().build())));
      device.expectClosed();
      broker.awaitCount("slipway.mqtt.turned.away", "reason", "greeting", 1);
      assertThat(broker.gate.wasAsked()).isFalse();
    }
  }

  @SafeVarargs
  private static TestBroker behindBalancer(UnaryOperator<MqttSettings>... changes) {
    UnaryOperator<MqttSettings> all = trusting("10.0.0.0/8,127.0.0.0/8");
    for (UnaryOperator<MqttSettings> change : changes) {
      UnaryOperator<MqttSettings> before = all;
      all = settings -> change.apply(before.apply(settings));
    }
    return TestBroker.start(all);
  }

  private static UnaryOperator<MqttSettings> trusting(String networks) {
    List<Network> known =
        List.of(networks.split(",", -1)).stream().map(n -> Network.of(n).orElseThrow()).toList();
    return settings -> settings.withProxies(known);
  }

  private static int port(TestBroker broker, Transport transport) {
    return switch (transport) {
      case TLS -> broker.tlsPort();
      case TCP -> broker.tcpPort();
      case WSS -> broker.wssPort();
      case WS -> broker.wsPort();
    };
  }

  private static byte[] header(int command, int protocol, byte... addresses) {
    return ByteBuffer.allocate(16 + addresses.length)
        .put(SIGNATURE)
        .put((byte) command)
        .put((byte) protocol)
        .putShort((short) addresses.length)
        .put(addresses)
        .array();
  }

  private static byte[] ipv6() {
    ByteBuffer addresses =
        ByteBuffer.allocate(36).putShort((short) 0x2001).putShort((short) 0x0db8);
    addresses.put(15, (byte) 9).put(31, (byte) 1).put(33, (byte) 7).put(35, (byte) 8);
    return addresses.array();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
