// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.slipway.protocol.message.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ConnectorTest {
  private static final byte[] CONNACK = {0x20, 2, 0, 0};

  private final Inbox inbox = new Inbox();

  @Test
  void brokerThatRefuses_isToldFromOneThatIsNotThere() throws Exception {
    for (int code : new int[] {1, 2, 4, 5}) {
      assertThat(failure(answering(0x20, 2, 0, code)).refused()).as("code " + code).isTrue();
    }
    assertThat(failure(answering(0x20, 2, 0, 3)).refused()).as("no time now").isFalse();
    assertThat(failure(answering()).refused()).as("hangs up").isFalse();
    assertThat(failure(answering('H', 'T', 'T', 'P')).refused()).as("is no broker").isFalse();
    assertThat(failure(url(unusedPort())))
        .satisfies(e -> assertThat(e.refused()).isFalse())
        .hasMessageContaining("Connection refused");
  }

  @Test
  void unknownHost_isNamed() {
    assertThat(failure(BrokerUrl.parse("mqtt://nobody.invalid").orElseThrow()))
        .hasMessage("mqtt://nobody.invalid: nobody knows the host nobody.invalid");
  }

  @Test
  void brokerThatSaysNothing_isLeftForGood() throws Exception {
    try (ServerSocket broker = listening()) {
      CompletableFuture<Integer> end = CompletableFuture.supplyAsync(() -> readToTheEnd(broker));
      assertThat(failure(url(broker.getLocalPort())).refused()).isFalse();
      assertThat(end.join()).as("the connection is closed, not left open").isEqualTo(-1);
    }
  }

  @Test
  void brokerThatSpeaksNoTls_isNotSpokenTo() throws Exception {
    try (ServerSocket broker = listening()) {
      CompletableFuture<Integer> end = CompletableFuture.supplyAsync(() -> readToTheEnd(broker));
      BrokerUrl url = BrokerUrl.parse("mqtts://127.0.0.1:" + broker.getLocalPort()).orElseThrow();
      assertThat(failure(url).refused()).isFalse();
      assertThat(end.join()).isEqualTo(-1);
    }
  }

  @Test
  void lostConnection_isReportedWithItsNumber() throws Exception {
    try (ServerSocket broker = listening()) {
      CountDownLatch cut = new CountDownLatch(1);
      start(() -> answer(broker, CONNACK, cut));
      try (BrokerConnection connection = connect(url(broker.getLocalPort()))) {
        cut.countDown();
        Happening happening = inbox.next(Duration.ofMinutes(1)).orElseThrow();
        assertThat(happening)
            .isInstanceOfSatisfying(
                Happening.Lost.class,
                lost -> {
                  assertThat(connection.is(lost.connection())).isTrue();
                  assertThat(connection.is(lost.connection() + 1)).isFalse();
                });
      }
    }
  }

  private BrokerUrl answering(int... bytes) throws IOException {
    ServerSocket broker = listening();
    byte[] answer = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      answer[i] = (byte) bytes[i];
    }
    start(() -> answer(broker, answer, new CountDownLatch(0)));
    return url(broker.getLocalPort());
  }

  private static void start(Runnable broker) {
    Thread thread = new Thread(broker, "broker");
    thread.setDaemon(true);
    thread.start();
  }

  /** Reads the CONNECT, answers, and hangs up when told. */
  private static void answer(ServerSocket broker, byte[] answer, CountDownLatch cut) {
    try (broker;
        Socket device = broker.accept()) {
      byte[] connect = new byte[1_000];
      if (device.getInputStream().read(connect) > 0) {
        device.getOutputStream().write(answer);
      }
      cut.await();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Says nothing; returns when the device has hung up. */
  private static int readToTheEnd(ServerSocket broker) {
    try (Socket device = broker.accept()) {
      int read = device.getInputStream().read();
      while (read >= 0) {
        read = device.getInputStream().read();
      }
      return read;
    } catch (IOException reset) {
      return -1;
    }
  }

  private BrokerException failure(BrokerUrl url) {
    return catchThrowableOfType(BrokerException.class, () -> connect(url).close());
  }

  private BrokerConnection connect(BrokerUrl url) throws BrokerException {
    try {
      Trust trust = Trust.read(Optional.empty(), Optional.<Path>empty(), Secret.of(""));
      return new Connector(MqttVersion.V3_1_1, Duration.ofSeconds(5), inbox)
          .connect(login(url), trust);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static LoginData login(BrokerUrl url) {
    Optional<Secret> password = Optional.of(Secret.of("pw"));
    return new LoginData(url, "pump", "user", password, Optional.empty(), Optional.empty());
  }

  private static BrokerUrl url(int port) {
    return BrokerUrl.parse("mqtt://127.0.0.1:" + port).orElseThrow();
  }

  private static ServerSocket listening() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = listening()) {
      return socket.getLocalPort();
    }
  }
}
