// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.util.AttributeKey;
import io.slipway.security.TlsIdentities;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever the bytes are, they are understood or the connection ends: no fault of ours, nothing
 * left in memory, nothing on a foreign topic, and what is answered is MQTT.
 */
class MutilatedPacketsTest {
  private static final TlsContexts TLS = new TlsContexts(TlsIdentities.of(TestBroker.IDENTITY));

  private static final int ROUNDS = 3_000;
  private static final byte[] UPGRADE =
      ("GET /mqtt HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
              + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
              + "Sec-WebSocket-Protocol: mqtt\r\n\r\n")
          .getBytes(StandardCharsets.US_ASCII);

  /** Where the codec keeps the version of a connection. */
  private static final AttributeKey<MqttVersion> VERSION =
      AttributeKey.valueOf("NETTY_CODEC_MQTT_VERSION");

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final MqttMeters meters = new MqttMeters(registry);
  private final OpenConnections connections = new OpenConnections(Integer.MAX_VALUE, meters);
  private final FakeGate gate = new FakeGate();

  @Test
  void damagedConversation_isUnderstoodOrEnded() {
    Random random = new Random(20_260_601);
    int ended = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Version version = Version.values()[round % 3];
      ended += survives(Transport.TCP, damaged(conversation(version), random), random) ? 0 : 1;
    }
    assertThat(ended).isBetween(ROUNDS / 4, ROUNDS - ROUNDS / 20);
  }

  @Test
  void damagedWebSocket_isUnderstoodOrEnded() {
    Random random = new Random(20_260_602);
    int ended = 0;
    for (int round = 0; round < ROUNDS / 4; round++) {
      byte[] frame = framed(conversation(Version.values()[round % 3]));
      byte[] bytes = damaged(frame, random);
      ended += survives(Transport.WS, bytes, random) ? 0 : 1;
    }
    assertThat(ended).isBetween(ROUNDS / 16, ROUNDS / 4 - ROUNDS / 80);
  }

  @FuzzTest
  void anyBytes_areUnderstoodOrEnded(byte[] bytes) {
    survives(Transport.TCP, bytes, new Random(bytes.length));
    survives(Transport.WS, bytes, new Random(bytes.length));
  }

  @FuzzTest
  void anyBytesInsteadOfAnUpgrade_areRefused(byte[] bytes) {
    EmbeddedChannel channel = channel(Transport.WS);
    channel.writeInbound(Unpooled.copiedBuffer(bytes));
    channel.finishAndReleaseAll();
    assertThat(gate.wasAsked()).isFalse();
  }

  @FuzzTest
  void anyBytesAfterTheLogin_areUnderstoodOrEnded(byte[] bytes) {
    for (Version version : Version.values()) {
      byte[] connect = version.connectBytes("device-1");
      survives(Transport.TCP, joined(connect, bytes), new Random(bytes.length));
      survives(Transport.WS, joined(framed(connect), bytes), new Random(bytes.length));
    }
  }

  /** Whether the connection is still open after these bytes. */
  private boolean survives(Transport transport, byte[] bytes, Random random) {
    EmbeddedChannel channel = channel(transport);
    if (transport.webSocket()) {
      channel.writeInbound(Unpooled.copiedBuffer(UPGRADE));
    }
    List<ByteBuf> pieces = new ArrayList<>();
    for (int at = 0; at < bytes.length && channel.isOpen(); ) {
      int size = Math.min(bytes.length - at, 1 + random.nextInt(200));
      ByteBuf piece = Unpooled.copiedBuffer(bytes, at, size);
      pieces.add(piece);
      channel.writeInbound(piece);
      at += size;
    }
    channel.runPendingTasks();
    boolean open = channel.isOpen();
    List<ByteBuf> answers = answers(channel);
    channel.finishAndReleaseAll();
    assertThat(pieces).allMatch(piece -> piece.refCnt() == 0);
    if (transport == Transport.TCP) {
      assertMqtt(answers, channel.attr(VERSION).get());
    }
    answers.forEach(ByteBuf::release);
    assertSessions();
    assertThat(registry.get("slipway.mqtt.endings").tag("reason", "error").counter().count())
        .isZero();
    return open;
  }

  private EmbeddedChannel channel(Transport transport) {
    Surroundings surroundings =
        new Surroundings(
            MqttSettings.DEFAULT,
            gate,
            meters,
            new WaitingLine(
                MqttSettings.Limits.DEFAULT, Duration.ofSeconds(3), InstantSource.system()),
            InstantSource.system());
    return new EmbeddedChannel(new ConnectionPipeline(surroundings, connections, TLS, transport));
  }

  private static List<ByteBuf> answers(EmbeddedChannel channel) {
    List<ByteBuf> answers = new ArrayList<>();
    for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
      answers.add(next);
    }
    return answers;
  }

  /** An answer to a version that nobody knows is not in the form of any. */
  private static void assertMqtt(List<ByteBuf> answers, MqttVersion version) {
    if (version == null) {
      return;
    }
    EmbeddedChannel client = new EmbeddedChannel(new MqttDecoder(1024 * 1024, 65_535));
    client.attr(VERSION).set(version);
    answers.forEach(answer -> client.writeInbound(answer.retainedDuplicate()));
    for (Object p = client.readInbound(); p != null; p = client.readInbound()) {
      assertThat(((MqttMessage) p).decoderResult().isSuccess()).isTrue();
    }
    client.finishAndReleaseAll();
  }

  private void assertSessions() {
    while (gate.wasAsked()) {
      FakeGate.Login login = gate.nextLogin();
      if (login.attempt().password().matches(FakeGate.RIGHT)) {
        List<FakeGate.Call> calls = List.copyOf(login.session().calls);
        assertThat(calls).last().extracting(FakeGate.Call::what).isEqualTo("closed");
        assertThat(calls).filteredOn(call -> call.what().equals("closed")).hasSize(1);
        String own = "$EDC/eurotech-provision/";
        assertThat(calls)
            .filteredOn(call -> call.what().equals("published"))
            .allMatch(call -> call.argument().startsWith(own));
      }
    }
  }

  private static byte[] conversation(Version version) {
    EmbeddedChannel codec = new EmbeddedChannel(MqttEncoder.INSTANCE);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (MqttMessage packet :
        List.of(
            version.connect().build(),
            Sent.subscribe(1, 1, Sent.REQUESTS),
            Sent.publish(Sent.BIRTH, "words", 1, 2),
            Sent.publish(Sent.REPLY, "words".repeat(60), 2, 3),
            Sent.reply(MqttMessageType.PUBREL, 3),
            MqttMessage.PINGREQ,
            Sent.unsubscribe(4, Sent.REQUESTS),
            Sent.reply(MqttMessageType.PUBACK, 5))) {
      codec.writeOutbound(packet);
      ByteBuf encoded = codec.readOutbound();
      byte[] bytes = new byte[encoded.readableBytes()];
      encoded.readBytes(bytes).release();
      all.writeBytes(bytes);
    }
    return all.toByteArray();
  }

  /** In one frame, masked with zeros. */
  private static byte[] framed(byte[] payload) {
    byte[] head = {
      (byte) 0x82, (byte) 0xFE, (byte) (payload.length >> 8), (byte) payload.length, 0, 0, 0, 0
    };
    return joined(head, payload);
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(all::writeBytes);
    return all.toByteArray();
  }

  private static byte[] damaged(byte[] bytes, Random random) {
    int changes = random.nextInt(8);
    for (int i = 0; i < changes; i++) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }
}
