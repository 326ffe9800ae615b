// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.proof.device.Client;
import io.slipway.proof.device.Device;
import io.slipway.proof.device.DisconnectedException;
import io.slipway.proof.device.Door;
import io.slipway.proof.device.Profile;
import io.slipway.proof.device.Request;
import io.slipway.proof.world.Operator;
import io.slipway.proof.world.Order;
import io.slipway.proof.world.Ready.Ports;
import io.slipway.proof.world.Slipway;
import io.slipway.protocol.message.Answer;
import io.slipway.protocol.message.PlatformRequest.PutCertificates;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is sent, the server stays up, and the genuine device gets through afterwards. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputIT {
  private static final Client CLIENT = Client.PAHO_311;
  private static final int TOO_LARGE = 300 * 1024;

  private Slipway slipway;
  private Operator operator;
  private Door door;

  @BeforeAll
  void start(@TempDir Path folder) {
    slipway = Slipway.start(folder);
    operator = slipway.operator();
    door = Door.provisionTls(slipway);
  }

  @AfterAll
  void stop() {
    slipway.close();
  }

  @ParameterizedTest
  @EnumSource(Rubbish.class)
  void rubbishInsteadOfAProvisionMessage_usesUpNoAttempt(Rubbish rubbish) {
    Device device = device("rubbish-" + rubbish);
    byte[] payload = rubbish.instead(device.provisionMessage());
    device.connect(CLIENT, door);
    device.subscribe();
    device.wire().publish(device.own("MQTT/PROV"), payload);
    device.awaitClosed();
    device.close();
    operator.awaitCause(device.order(), "MALFORMED_MESSAGE");
    assertThat(operator.attempts(device.order())).isZero();
    arrives(device);
  }

  @ParameterizedTest
  @EnumSource(names = {"CUT_OFF", "GZIP_BOMB", "NOTHING"})
  void rubbishInsteadOfAnAnswer_endsTheAttemptOnly(Rubbish rubbish) {
    Device device = device("rubbish-answer-" + rubbish);
    device.connect(CLIENT, door).ask();
    Request request = device.next(PutCertificates.class);
    byte[] payload = rubbish.instead(Answer.accepted().toPayload(1));
    device.wire().publish(request.answerTopic(), payload);
    operator.awaitStatus(device.order(), "FAILED");
    device.close();
    arrives(device);
  }

  @Test
  void oversizedPacket_endsTheConnectionOnly() {
    Device device = device("oversized");
    device.connect(CLIENT, door);
    try {
      device.wire().publish(device.own("MQTT/PROV"), new byte[TOO_LARGE]);
    } catch (DisconnectedException refused) {
      assertThat(refused).isNotNull();
    }
    device.awaitClosed();
    device.close();
    arrives(device);
  }

  @Test
  void strangersOnEveryPort_disturbNobody() throws IOException {
    Random random = new Random(42);
    byte[] noise = new byte[4_096];
    Ports ports = slipway.ports();
    List<Socket> silent = new ArrayList<>();
    for (int port :
        new int[] {
          ports.provisionTls(),
          ports.provisionTcp(),
          ports.accountTls(),
          ports.accountTcp(),
          ports.https(),
          ports.http(),
        }) {
      for (int i = 0; i < 20; i++) {
        silent.add(connected(port));
        random.nextBytes(noise);
        shout(port, noise);
      }
      shout(port, "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    arrives(device("in-the-crowd"));
    assertThat(operator.get("/health").status()).isEqualTo(200);
    for (Socket socket : silent) {
      socket.close();
    }
  }

  private static void shout(int port, byte[] noise) throws IOException {
    try (Socket socket = connected(port)) {
      socket.getOutputStream().write(noise);
      socket.getOutputStream().flush();
    } catch (IOException hungUp) {
      assertThat(connected(port)).as("the port is still open").isNotNull();
    }
  }

  private static Socket connected(int port) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress("localhost", port), 60_000);
    return socket;
  }

  private void arrives(Device device) {
    device.provision(CLIENT, door);
    device.arrive(CLIENT).close();
    operator.awaitStatus(device.order(), "COMPLETED");
  }

  private Device device(String clientId) {
    return new Device(Profile.FULL, operator.place(Order.of(clientId)), slipway.trust());
  }
}
