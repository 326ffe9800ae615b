// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt3.message.connect.connack.Mqtt3ConnAckReturnCode;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.lifecycle.Mqtt5ClientDisconnectedContext;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import io.slipway.domain.Closing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Protocol, section 1: MQTT over WebSocket, for networks that let nothing else out. */
class WebSocketTest {
  private final TestBroker broker = TestBroker.start();

  @AfterEach
  void close() {
    broker.close();
  }

  @Test
  void v5Client_isServedOverWss() throws InterruptedException {
    Mqtt5BlockingClient client =
        client(broker.wssPort())
            .useMqttVersion5()
            .sslConfig()
            .trustManagerFactory(TestBroker.trust(TestBroker.IDENTITY.chain().get(0)))
            .applySslConfig()
            .simpleAuth()
            .username("user-1")
            .password("right".getBytes(StandardCharsets.UTF_8))
            .applySimpleAuth()
            .buildBlocking();
    assertThat(client.connect().getReasonCode()).isEqualTo(Mqtt5ConnAckReasonCode.SUCCESS);
    FakeGate.Login login = broker.gate.nextLogin();
    assertThat(login.attempt().secure()).isTrue();
    client.subscribeWith().topicFilter(Sent.REQUESTS).qos(MqttQos.AT_LEAST_ONCE).send();
    try (var requests = client.publishes(MqttGlobalPublishFilter.ALL)) {
      login
          .link()
          .deliver(Sent.REQUEST, "configuration".repeat(10_000).getBytes(StandardCharsets.UTF_8));
      var request = requests.receive(FakeGate.Wait.LIMIT.toSeconds(), TimeUnit.SECONDS);
      assertThat(request.orElseThrow().getPayloadAsBytes()).hasSize(130_000);
    }
    client
        .publishWith()
        .topic(Sent.REPLY)
        .qos(MqttQos.EXACTLY_ONCE)
        .payload(new byte[900_000])
        .send();
    assertThat(login.session().next().what()).isEqualTo("subscribed");
    assertThat(login.session().next().payload()).hasSize(900_000);
    client.disconnect();
    assertThat(login.session().next().what()).isEqualTo("closed");
  }

  @Test
  void v3Client_isServedOverWs() {
    Mqtt3BlockingClient client = v3("right");
    client.connect();
    FakeGate.Login login = broker.gate.nextLogin();
    assertThat(login.attempt().secure()).isFalse();
    client
        .publishWith()
        .topic(Sent.BIRTH)
        .qos(MqttQos.AT_LEAST_ONCE)
        .payload("b".getBytes(StandardCharsets.UTF_8))
        .send();
    assertThat(login.session().next().argument()).isEqualTo(Sent.BIRTH);
    client.disconnect();
    assertThat(login.session().next().what()).isEqualTo("closed");
  }

  @Test
  void refusal_reachesTheClient() {
    assertThatThrownBy(() -> v3("wrong").connect())
        .isInstanceOfSatisfying(
            Mqtt3ConnAckException.class,
            refused ->
                assertThat(refused.getMqttMessage().getReturnCode())
                    .isEqualTo(Mqtt3ConnAckReturnCode.BAD_USER_NAME_OR_PASSWORD));
  }

  @Test
  void takenOverClient_isTold() {
    BlockingQueue<Mqtt5ClientDisconnectedContext> ends = new LinkedBlockingQueue<>();
    Mqtt5BlockingClient client =
        client(broker.wsPort())
            .useMqttVersion5()
            .simpleAuth()
            .username("user-1")
            .password("right".getBytes(StandardCharsets.UTF_8))
            .applySimpleAuth()
            .addDisconnectedListener(end -> ends.add((Mqtt5ClientDisconnectedContext) end))
            .buildBlocking();
    client.connect();
    broker.gate.nextLogin().link().close(Closing.TAKEN_OVER);
    assertThat(FakeGate.take(ends, "the end of the connection").getCause())
        .isInstanceOfSatisfying(
            Mqtt5DisconnectException.class,
            told ->
                assertThat(told.getMqttMessage().getReasonCode())
                    .isEqualTo(Mqtt5DisconnectReasonCode.SESSION_TAKEN_OVER));
  }

  @Test
  void lastWord_isAClosingFrame() throws IOException {
    try (Socket socket = upgraded()) {
      socket.getOutputStream().write(frame(2, Version.V3_1_1.connectBytes("device-1")));
      assertThat(socket.getInputStream().readNBytes(6)).startsWith(0x82, 4, 0x20, 2, 0, 0);
      broker.gate.nextLogin().link().close(Closing.COMPLETED);
      assertThat(socket.getInputStream().readAllBytes())
          .startsWith(0x88, 5, 1000 >> 8, 1000 & 0xFF);
    }
  }

  @Test
  void packetInSeveralFrames_isReadLikeOneInOne() throws IOException {
    byte[] connect = Version.V3_1_1.connectBytes("device-1");
    try (Socket socket = upgraded()) {
      for (int i = 0; i < connect.length; i++) {
        socket.getOutputStream().write(frame(2, new byte[] {connect[i]}));
      }
      assertThat(socket.getInputStream().readNBytes(6)).startsWith(0x82, 4, 0x20, 2, 0, 0);
    }
  }

  @Test
  void textFrame_endsTheConnection() throws IOException {
    try (Socket socket = upgraded()) {
      socket.getOutputStream().write(frame(1, Version.V3_1_1.connectBytes("device-1")));
      assertThat(socket.getInputStream().readAllBytes()).startsWith(0x88);
    }
    assertThat(broker.gate.wasAsked()).isFalse();
  }

  @Test
  void largeFrameBeforeConnect_isNotKept() throws IOException {
    byte[] large = new byte[500_000];
    large[0] = 0x10;
    try (Socket socket = upgraded()) {
      trySend(socket, frame(2, large));
      assertEnds(socket);
    }
    assertThat(broker.gate.wasAsked()).isFalse();
  }

  @Test
  void anythingButTheUpgrade_isRefused() throws IOException {
    assertThat(answer("GET / HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 404 ");
    assertThat(answer("GET /mqtt HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    assertThat(answer(upgrade("chat"))).startsWith("HTTP/1.1 400 ");
    assertThat(answer(upgrade("mqtt").replace("GET", "POST"))).startsWith("HTTP/1.1 400 ");
    assertThat(answer("\u0010\r\n\r\n")).startsWith("HTTP/1.1 400 ");
  }

  private Mqtt3BlockingClient v3(String password) {
    return client(broker.wsPort())
        .useMqttVersion3()
        .simpleAuth()
        .username("user-1")
        .password(password.getBytes(StandardCharsets.UTF_8))
        .applySimpleAuth()
        .buildBlocking();
  }

  private static MqttClientBuilder client(int port) {
    return MqttClient.builder()
        .identifier("device-1")
        .serverHost("localhost")
        .serverPort(port)
        .webSocketConfig()
        .serverPath("mqtt")
        .applyWebSocketConfig();
  }

  private static String upgrade(String subprotocol) {
    return "GET /mqtt HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        + ("Sec-WebSocket-Protocol: v1, " + subprotocol + "\r\n\r\n");
  }

  private Socket connected() throws IOException {
    Socket socket = new Socket("127.0.0.1", broker.wsPort());
    socket.setSoTimeout((int) FakeGate.Wait.LIMIT.toMillis());
    return socket;
  }

  private Socket upgraded() throws IOException {
    Socket socket = connected();
    socket.getOutputStream().write(upgrade("mqtt").getBytes(StandardCharsets.US_ASCII));
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) socket.getInputStream().read());
    }
    assertThat(head.toString().toLowerCase(Locale.ROOT))
        .startsWith("http/1.1 101 ")
        .contains("sec-websocket-protocol: mqtt");
    return socket;
  }

  private String answer(String request) throws IOException {
    try (Socket socket = connected()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  /** Masked, as a client must; with zeros, so that the payload stays readable. */
  private static byte[] frame(int opcode, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(0x80 | opcode);
    if (payload.length < 126) {
      frame.write(0x80 | payload.length);
    } else {
      frame.write(0x80 | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        frame.write((int) ((long) payload.length >> shift));
      }
    }
    frame.writeBytes(new byte[4]);
    frame.writeBytes(payload);
    return frame.toByteArray();
  }

  private static void trySend(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException closed) {
      assertThat(closed).hasMessageNotContaining("timed out");
    }
  }

  private static void assertEnds(Socket socket) {
    try {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    } catch (IOException reset) {
      assertThat(reset).hasMessageNotContaining("timed out");
    }
  }
}
