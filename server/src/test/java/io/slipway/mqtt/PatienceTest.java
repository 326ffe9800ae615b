// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.slipway.provisioning.LoginDecision;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nobody who is slow or silent holds anything for long. */
class PatienceTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final int KEEP_ALIVE = 0x8D;

  @Test
  void silentPeer_isClosedBeforeConnect() {
    try (TestBroker broker = TestBroker.start(Changed.patience("connect", SHORT));
        RawDevice device = broker.connect()) {
      device.expectClosed();
      assertThat(broker.count("slipway.mqtt.logins", "result", "silent")).isOne();
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void halfAConnect_isClosed(Version version) {
    try (TestBroker broker = TestBroker.start(Changed.patience("connect", SHORT));
        RawDevice device = broker.connect()) {
      device.send(Arrays.copyOf(version.connectBytes("device-1"), 20));
      device.expectClosed();
      assertThat(broker.gate.wasAsked()).isFalse();
    }
  }

  @Test
  void silentPeer_isClosedBeforeTheHandshake() throws IOException {
    try (TestBroker broker = TestBroker.start(Changed.patience("handshake", SHORT));
        RawDevice device = new RawDevice(new Socket("127.0.0.1", broker.tlsPort()))) {
      device.expectClosed();
    }
  }

  @Test
  void silentPeer_isClosedAfterTheHandshake() throws IOException {
    try (TestBroker broker = TestBroker.start(Changed.patience("connect", SHORT));
        RawDevice device = new RawDevice(broker.tlsSocket(Optional.empty()))) {
      device.expectClosed();
    }
  }

  @Test
  void silentPeer_isClosedBeforeTheUpgradeToWebSocket() throws IOException {
    try (TestBroker broker = TestBroker.start(Changed.patience("connect", SHORT));
        RawDevice device = new RawDevice(new Socket("127.0.0.1", broker.wsPort()))) {
      device.send("GET /mqtt HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
      device.expectClosed();
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void undecidedLogin_isUnavailable(Version version) {
    try (TestBroker broker = TestBroker.start(Changed.patience("login", SHORT));
        RawDevice device = broker.connect()) {
      CompletableFuture<LoginDecision> decision = broker.gate.decideLater();
      device.send(version.connect().build());
      var answer = device.expectConnAck(version == Version.V5 ? 0x88 : 3).variableHeader();
      assertThat(answer.properties().getProperties(MqttPropertyType.USER_PROPERTY.value()))
          .hasSize(version == Version.V5 ? 1 : 0);
      device.expectClosed();
      FakeGate.Login login = broker.gate.nextLogin();
      decision.complete(login.admitted());
      assertThat(login.session().next().what()).isEqualTo("closed");
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void silentDevice_isClosedAfterOneAndAHalfKeepAlives(Version version) {
    try (TestBroker broker = TestBroker.start();
        RawDevice device = broker.connect()) {
      long began = System.nanoTime();
      device.send(version.connect().keepAlive(1).build());
      device.expectAccepted();
      device.expectEnd(version, KEEP_ALIVE);
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isGreaterThan(Duration.ofMillis(1500));
      assertThat(broker.count("slipway.mqtt.endings", "reason", "keep_alive")).isOne();
    }
  }

  @Test
  void drippingDevice_isNoLessSilent() {
    try (TestBroker broker = TestBroker.start();
        RawDevice device = broker.connect()) {
      device.send(Version.V5.connect().keepAlive(1).build());
      device.expectAccepted();
      CountDownLatch over = new CountDownLatch(1);
      Thread.ofVirtual().start(() -> drip(device, over));
      device.expectEnd(Version.V5, KEEP_ALIVE);
      over.countDown();
    }
  }

  /** A byte now and then, of a publication that never becomes whole. */
  private static void drip(RawDevice device, CountDownLatch over) {
    try {
      device.trySend(new byte[] {0x30, 0x7F});
      while (!over.await(100, TimeUnit.MILLISECONDS)) {
        device.trySend(new byte[] {0});
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void pingingDevice_stays() throws InterruptedException {
    try (TestBroker broker = TestBroker.start();
        RawDevice device = broker.connect()) {
      device.send(Version.V3_1_1.connect().keepAlive(2).build());
      device.expectAccepted();
      FakeGate.Told session = broker.gate.nextLogin().session();
      for (int i = 0; i < 10; i++) {
        device.expectNothingBeforePong();
        assertThat(session.calls.poll(400, TimeUnit.MILLISECONDS)).isNull();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void keepAliveOfZero_isTheLongestThereIs(Version version) {
    try (TestBroker broker =
            TestBroker.start(Changed.patience("keepAlive", Duration.ofSeconds(1)));
        RawDevice device = broker.connect()) {
      device.send(version.connect().keepAlive(0).build());
      device.expectAccepted();
      device.expectEnd(version, KEEP_ALIVE);
    }
  }

  @Test
  void waitingForOurCommit_isNotTheDevicesSilence() throws InterruptedException {
    try (TestBroker broker = TestBroker.start(Changed.limit("uncommitted", 1));
        RawDevice device = broker.connect()) {
      broker.gate.commitByHand();
      device.send(Version.V3_1_1.connect().keepAlive(2).build());
      device.expectAccepted();
      device.send(Sent.publish(Sent.BIRTH, "words", 1, 7));
      FakeGate.Told session = broker.gate.nextLogin().session();
      FakeGate.Call call = session.next();
      assertThat(session.calls.poll(4000, TimeUnit.MILLISECONDS)).isNull();
      call.commit().complete(null);
      device.expectReply(MqttMessageType.PUBACK, 7, 0);
    }
  }

  @Test
  void tooManyConnections_areTurnedAway() {
    try (TestBroker broker = TestBroker.start(Changed.limit("connections", 1));
        RawDevice first = broker.admitted(Version.V3_1_1);
        RawDevice second = broker.connect()) {
      second.expectClosed();
      assertThat(broker.count("slipway.mqtt.turned.away", "reason", "connections")).isOne();
      first.expectNothingBeforePong();
    }
  }

  @Test
  void connectionThatEnds_makesRoom() {
    try (TestBroker broker = TestBroker.start(Changed.limit("connections", 1))) {
      for (int i = 0; i < 5; i++) {
        try (RawDevice device = broker.admitted(Version.V3_1_1)) {
          FakeGate.Told session = broker.gate.nextLogin().session();
          device.send(MqttMessage.DISCONNECT);
          device.expectClosed();
          assertThat(session.next().what()).isEqualTo("closed");
        }
      }
    }
  }
}
