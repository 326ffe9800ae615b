// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.provisioning.LoginDecision;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** Beyond what can be done at a time, connections wait, and beyond that they are turned away. */
class TurnstileTest {
  private static final String UNDER_WAY = "slipway.mqtt.logins.under.way";
  private static final String WAITING = "slipway.mqtt.logins.waiting";
  private static final String TURNED_AWAY = "slipway.mqtt.turned.away";

  @Test
  void silentConnection_takesNoPlace() {
    try (TestBroker broker = TestBroker.start(Changed.limit("logins", 1));
        RawDevice silent = broker.connect();
        RawDevice device = broker.connect()) {
      device.send(Version.V3_1_1.connect().build());
      device.expectAccepted();
      assertThat(silent.socket().isConnected()).isTrue();
    }
  }

  @Test
  void nextInLine_goesOnWhenTheDeviceThatIsInIsThrough() {
    try (TestBroker broker =
            TestBroker.start(
                Changed.limit("logins", 1), Changed.patience("headStart", Duration.ofHours(1)));
        RawDevice first = broker.connect();
        RawDevice second = broker.connect()) {
      CompletableFuture<LoginDecision> decision = broker.gate.decideLater();
      first.send(Version.V3_1_1.connect("first", "right"));
      FakeGate.Login login = broker.gate.nextLogin();
      second.send(Version.V3_1_1.connect("second", "right"));
      broker.await(WAITING, 1);
      assertThat(broker.gate.wasAsked()).isFalse();
      broker.gate.admitAll();
      decision.complete(login.admitted());
      first.expectAccepted();
      first.expectNothingBeforePong();
      broker.await(WAITING, 1);
      first.close();
      second.expectAccepted();
    }
  }

  @Test
  void nextInLine_goesOnBesideADeviceThatTakesItsTime() {
    try (TestBroker broker =
            TestBroker.start(
                Changed.limit("logins", 1), Changed.patience("headStart", Duration.ofMillis(50)));
        RawDevice slow = broker.connect();
        RawDevice second = broker.connect()) {
      slow.send(Version.V3_1_1.connect("slow", "right"));
      slow.expectAccepted();
      second.send(Version.V3_1_1.connect("second", "right"));
      second.expectAccepted();
      slow.expectNothingBeforePong();
    }
  }

  @Test
  void handshake_waitsItsTurnToo() throws IOException {
    try (TestBroker broker = TestBroker.start(Changed.limit("logins", 1));
        RawDevice slow = new RawDevice(new Socket("127.0.0.1", broker.tlsPort()));
        SSLSocket second = broker.tlsSocket(Optional.empty())) {
      slow.send(0x16);
      broker.await(UNDER_WAY, 1);
      CompletableFuture<Void> handshake = CompletableFuture.runAsync(() -> handshake(second));
      broker.await(WAITING, 1);
      assertThat(handshake).isNotDone();
      slow.close();
      handshake.join();
    }
  }

  @Test
  void whoSaysNoMore_losesItsSlot() throws IOException {
    try (TestBroker broker =
            TestBroker.start(
                Changed.limit("logins", 1), Changed.patience("connect", Duration.ofMillis(300)));
        RawDevice slow = broker.connect();
        RawDevice second = broker.connect()) {
      slow.send(0x10);
      broker.await(UNDER_WAY, 1);
      second.send(Version.V3_1_1.connect().build());
      second.expectAccepted();
      slow.expectClosed();
    }
  }

  @Test
  void whoHangsUpInLine_keepsNobodyUp() {
    try (TestBroker broker = TestBroker.start(Changed.limit("logins", 1));
        RawDevice slow = broker.connect();
        RawDevice last = broker.connect()) {
      slow.send(0x10);
      broker.await(UNDER_WAY, 1);
      try (RawDevice gone = broker.connect()) {
        gone.send(Version.V3_1_1.connect("gone", "right"));
        broker.await(WAITING, 1);
      }
      broker.await(WAITING, 0);
      last.send(Version.V3_1_1.connect("last", "right"));
      broker.await(WAITING, 1);
      slow.close();
      last.expectAccepted();
      assertThat(broker.gate.nextLogin().attempt().clientId()).isEqualTo("last");
    }
  }

  @Test
  void whoWaitsForLong_isTurnedAway() {
    try (TestBroker broker =
            TestBroker.start(
                Changed.limit("logins", 1), Changed.patience("handshake", Duration.ofMillis(200)));
        RawDevice slow = broker.connect();
        RawDevice second = broker.connect()) {
      slow.send(0x10);
      broker.await(UNDER_WAY, 1);
      second.send(Version.V3_1_1.connect().build());
      second.expectClosed();
      assertThat(broker.count(TURNED_AWAY, "reason", "waited")).isOne();
      broker.await(WAITING, 0);
    }
  }

  @Test
  void whoFindsTheLineFull_isTurnedAwayUnheard() throws IOException {
    try (TestBroker broker =
            TestBroker.start(Changed.limit("logins", 1), Changed.limit("waiting", 1));
        RawDevice slow = broker.connect();
        RawDevice second = broker.connect()) {
      slow.send(0x10);
      broker.await(UNDER_WAY, 1);
      second.send(Version.V3_1_1.connect().build());
      broker.await(WAITING, 1);
      try (RawDevice third = new RawDevice(new Socket("127.0.0.1", broker.tlsPort()))) {
        third.expectClosed();
      }
      broker.awaitCount(TURNED_AWAY, "reason", "line", 1);
      slow.close();
      second.expectAccepted();
    }
  }

  @Test
  void whoWasLetInBeforeTheLineFilled_isTurnedAwayAtItsFirstByte() {
    try (TestBroker broker =
            TestBroker.start(Changed.limit("logins", 1), Changed.limit("waiting", 1));
        RawDevice slow = broker.connect();
        RawDevice second = broker.connect();
        RawDevice third = broker.connect()) {
      broker.await("slipway.mqtt.connections", 3);
      slow.send(0x10);
      broker.await(UNDER_WAY, 1);
      second.send(Version.V3_1_1.connect().build());
      broker.await(WAITING, 1);
      third.send(Version.V3_1_1.connect().build());
      third.expectClosed();
      broker.awaitCount(TURNED_AWAY, "reason", "line", 1);
    }
  }

  @Test
  void crowdThatComesAgain_comesThrough() throws Exception {
    int crowd = 300;
    AtomicInteger comebacks = new AtomicInteger();
    try (TestBroker broker =
            TestBroker.start(Changed.limit("logins", 4), Changed.limit("waiting", 100));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      broker.gate.admitAll();
      List<Future<?>> devices = new ArrayList<>();
      for (int i = 0; i < crowd; i++) {
        String clientId = "device-" + i;
        devices.add(threads.submit(() -> comesThrough(broker, clientId, comebacks)));
      }
      for (Future<?> device : devices) {
        device.get();
      }
      broker.await(UNDER_WAY, 0);
      broker.await(WAITING, 0);
      assertThat(broker.count("slipway.mqtt.logins", "result", "accepted")).isEqualTo(crowd);
      assertThat(broker.count(TURNED_AWAY, "reason", "line")).isLessThanOrEqualTo(comebacks.get());
    }
  }

  private static void comesThrough(TestBroker broker, String clientId, AtomicInteger comebacks) {
    while (!accepted(broker, clientId)) {
      comebacks.incrementAndGet();
    }
  }

  private static boolean accepted(TestBroker broker, String clientId) {
    try (RawDevice device = new RawDevice(new Socket("127.0.0.1", broker.tcpPort()))) {
      device.trySend(device.bytes(Version.V3_1_1.connect(clientId, "right")));
      return device.accepted();
    } catch (IOException reset) {
      return false;
    }
  }

  private static void handshake(SSLSocket socket) {
    try {
      socket.startHandshake();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
