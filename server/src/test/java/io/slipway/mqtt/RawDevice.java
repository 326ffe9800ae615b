// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** A device that sends any bytes over a socket, and decodes what comes back. */
final class RawDevice implements AutoCloseable {
  private final Socket socket;
  private final EmbeddedChannel codec =
      new EmbeddedChannel(new MqttDecoder(2 * 1024 * 1024, 65_535), MqttEncoder.INSTANCE);

  RawDevice(Socket socket) {
    this.socket = socket;
    try {
      socket.setSoTimeout((int) FakeGate.Wait.LIMIT.toMillis());
      socket.setTcpNoDelay(true);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  Socket socket() {
    return socket;
  }

  void send(MqttMessage... packets) {
    ByteBuf all = Unpooled.buffer();
    for (MqttMessage packet : packets) {
      ByteBuf encoded = encode(packet);
      all.writeBytes(encoded);
      encoded.release();
    }
    byte[] bytes = new byte[all.readableBytes()];
    all.readBytes(bytes);
    send(bytes);
  }

  /** Sends a CONNECT that the codec would refuse to write. */
  void connectAs(Version version, String clientId) {
    encode(version.connect().build()).release();
    send(version.connectBytes(clientId));
  }

  byte[] bytes(MqttMessage packet) {
    ByteBuf encoded = encode(packet);
    byte[] bytes = new byte[encoded.readableBytes()];
    encoded.readBytes(bytes);
    encoded.release();
    return bytes;
  }

  private ByteBuf encode(MqttMessage packet) {
    codec.writeOutbound(packet);
    return codec.readOutbound();
  }

  void send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Sends bytes, each written as a number from 0 to 255. */
  void send(int... bytes) {
    byte[] narrow = new byte[bytes.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (byte) bytes[i];
    }
    send(narrow);
  }

  /** Sends what may not be taken any more. */
  void trySend(byte... bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    } catch (IOException closed) {
      assertThat(closed).hasMessageNotContaining("timed out");
    }
  }

  /** The next packet; fails where the connection ends before. */
  MqttMessage receive() {
    MqttMessage packet = receiveOrEnd();
    assertThat(packet).as("the next packet, before the end of the connection").isNotNull();
    return packet;
  }

  <T extends MqttMessage> T receive(Class<T> type) {
    return type.cast(receive());
  }

  private MqttMessage receiveOrEnd() {
    try {
      byte[] chunk = new byte[4096];
      MqttMessage packet = codec.readInbound();
      while (packet == null) {
        int size = socket.getInputStream().read(chunk);
        if (size < 0) {
          return null;
        }
        codec.writeInbound(Unpooled.copiedBuffer(chunk, 0, size));
        packet = codec.readInbound();
      }
      assertThat(packet.decoderResult().isSuccess()).isTrue();
      return packet;
    } catch (SocketTimeoutException silent) {
      throw new AssertionError("neither a packet nor the end of the connection came", silent);
    } catch (IOException reset) {
      return null;
    }
  }

  /** Whether the next that comes is an acceptance and not the end of the connection. */
  boolean accepted() {
    return receiveOrEnd() instanceof MqttConnAckMessage answer
        && answer.variableHeader().connectReturnCode() == MqttConnectReturnCode.CONNECTION_ACCEPTED;
  }

  MqttConnAckMessage expectAccepted() {
    return expectConnAck(MqttConnectReturnCode.CONNECTION_ACCEPTED.byteValue());
  }

  MqttConnAckMessage expectConnAck(int code) {
    MqttConnAckMessage answer = receive(MqttConnAckMessage.class);
    assertThat(answer.variableHeader().connectReturnCode().byteValue()).isEqualTo((byte) code);
    assertThat(answer.variableHeader().isSessionPresent()).isFalse();
    return answer;
  }

  /** PUBACK, PUBREC or PUBCOMP; before MQTT 5 the reason code is always 0. */
  void expectReply(MqttMessageType type, int packetId, int reasonCode) {
    MqttMessage packet = receive();
    assertThat(packet.fixedHeader().messageType()).isEqualTo(type);
    var reply = (MqttPubReplyMessageVariableHeader) packet.variableHeader();
    assertThat(reply.messageId()).isEqualTo(packetId);
    assertThat(reply.reasonCode()).isEqualTo((byte) reasonCode);
  }

  /** The device is still heard, and nothing was sent to it in the meantime. */
  void expectNothingBeforePong() {
    send(MqttMessage.PINGREQ);
    assertThat(receive().fixedHeader().messageType()).isEqualTo(MqttMessageType.PINGRESP);
  }

  /** Subscribes to all requests. */
  void subscribed(int qos) {
    send(Sent.subscribe(1, qos, Sent.REQUESTS));
    assertThat(receive(MqttSubAckMessage.class).payload().reasonCodes())
        .containsExactly(Math.min(1, qos));
  }

  /** The connection ends and nothing is said before. */
  void expectClosed() {
    MqttMessage packet = receiveOrEnd();
    assertThat(packet == null ? null : packet.fixedHeader().messageType()).isNull();
  }

  /** Whatever is said before. */
  void expectEndOfAnyKind() {
    while (receiveOrEnd() != null) {
      // There is nothing to do for what is said.
    }
  }

  /** In MQTT 5 a DISCONNECT with this code, before only the end. */
  void expectEnd(Version version, int reasonCode) {
    if (version == Version.V5) {
      MqttMessage packet = receive();
      assertThat(packet.fixedHeader().messageType()).isEqualTo(MqttMessageType.DISCONNECT);
      assertThat(((MqttReasonCodeAndPropertiesVariableHeader) packet.variableHeader()).reasonCode())
          .isEqualTo((byte) reasonCode);
    }
    expectClosed();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
