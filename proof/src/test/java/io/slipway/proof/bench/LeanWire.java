// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import io.slipway.proof.device.DisconnectedException;
import io.slipway.proof.device.Door;
import io.slipway.proof.device.Login;
import io.slipway.proof.device.LoginRefusedException;
import io.slipway.proof.device.Wire;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * As much of MQTT 3.1.1 as a device needs, blocking and without a thread of its own: who measures a
 * server must not be the one who is slow.
 */
final class LeanWire implements Wire {
  private static final int CONNECT = 0x10;
  private static final int PUBLISH_QOS_1 = 0x32;
  private static final int PUBLISH = 0x30;
  private static final int PUBACK = 0x40;
  private static final int SUBSCRIBE = 0x82;
  private static final int DISCONNECT = 0xE0;
  private static final int TYPE = 0xF0;
  private static final int REFUSED = 0x80;
  private static final int PATIENCE_MILLIS = 120_000;

  private final Socket socket;
  private final DataInputStream in;
  private final Queue<Message> inbox = new ArrayDeque<>();
  private int packetId;
  private boolean ended;

  private LeanWire(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 16_384));
  }

  private record Packet(int header, byte[] content) {
    int at(int index) {
      return content[index] & 0xFF;
    }

    int shortAt(int index) {
      return at(index) << 8 | at(index + 1);
    }
  }

  /** Each connection has a context of its own, so that no TLS session is resumed. */
  static LeanWire connect(Door door, Optional<SSLContext> tls, Login login) {
    try {
      Socket plain = new Socket();
      plain.setTcpNoDelay(true);
      plain.connect(new InetSocketAddress(door.host(), door.port()), PATIENCE_MILLIS);
      plain.setSoTimeout(PATIENCE_MILLIS);
      LeanWire wire = new LeanWire(tls.isPresent() ? secured(plain, door, tls.get()) : plain);
      wire.login(login);
      return wire;
    } catch (IOException e) {
      throw new DisconnectedException(e);
    }
  }

  private static Socket secured(Socket plain, Door door, SSLContext tls) throws IOException {
    SSLSocketFactory factory = tls.getSocketFactory();
    SSLSocket socket = (SSLSocket) factory.createSocket(plain, door.host(), door.port(), true);
    socket.startHandshake();
    return socket;
  }

  private void login(Login login) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    text(out, "MQTT");
    out.writeByte(4);
    out.writeByte(0xC2);
    out.writeShort(60);
    text(out, login.clientId());
    text(out, login.username());
    text(out, login.password());
    send(CONNECT, bytes.toByteArray());
    int code = read().at(1);
    if (code != 0) {
      socket.close();
      throw LoginRefusedException.of(code);
    }
  }

  @Override
  public boolean subscribe(String filter) {
    return calling(
        () -> {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          DataOutputStream out = new DataOutputStream(bytes);
          out.writeShort(++packetId);
          text(out, filter);
          out.writeByte(1);
          send(SUBSCRIBE, bytes.toByteArray());
          return awaitAnswer().at(2) != REFUSED;
        });
  }

  @Override
  public boolean publish(String topic, byte[] payload) {
    return calling(
        () -> {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          DataOutputStream out = new DataOutputStream(bytes);
          text(out, topic);
          out.writeShort(++packetId);
          out.write(payload);
          send(PUBLISH_QOS_1, bytes.toByteArray());
          awaitAnswer();
          return true;
        });
  }

  @Override
  public Optional<Message> next(Duration limit) {
    return calling(
        () -> {
          if (inbox.isEmpty() && arrives(limit)) {
            take(read());
          }
          return Optional.ofNullable(inbox.poll());
        });
  }

  @Override
  public void unsubscribe(String filter) {
    throw new UnsupportedOperationException("nothing that is measured unsubscribes");
  }

  @Override
  public boolean connected() {
    return !ended;
  }

  @Override
  public void close() {
    try {
      send(DISCONNECT, new byte[0]);
    } catch (IOException gone) {
      ended = true;
    }
    cut();
  }

  @Override
  public void cut() {
    ended = true;
    try {
      socket.close();
    } catch (IOException gone) {
      // It is what was wanted.
    }
  }

  private interface Call<T> {
    T get() throws IOException;
  }

  private <T> T calling(Call<T> call) {
    try {
      return call.get();
    } catch (IOException e) {
      ended = true;
      throw new DisconnectedException(e);
    }
  }

  /** Whether a packet begins within the limit. */
  private boolean arrives(Duration limit) throws IOException {
    socket.setSoTimeout(Math.toIntExact(limit.toMillis()));
    in.mark(1);
    try {
      if (in.read() < 0) {
        throw new IOException("closed by the broker");
      }
      in.reset();
      return true;
    } catch (SocketTimeoutException notYet) {
      return false;
    } finally {
      socket.setSoTimeout(PATIENCE_MILLIS);
    }
  }

  /** The acknowledgement of what was sent last; what else comes is kept. */
  private Packet awaitAnswer() throws IOException {
    Packet packet = read();
    while ((packet.header & TYPE) == PUBLISH) {
      take(packet);
      packet = read();
    }
    return packet;
  }

  private void take(Packet packet) throws IOException {
    int topicLength = packet.shortAt(0);
    String topic = new String(packet.content, 2, topicLength, StandardCharsets.UTF_8);
    boolean acknowledged = (packet.header & 0x06) != 0;
    int start = 2 + topicLength + (acknowledged ? 2 : 0);
    if (acknowledged) {
      int id = packet.shortAt(2 + topicLength);
      send(PUBACK, new byte[] {(byte) (id >> 8), (byte) id});
    }
    byte[] payload = new byte[packet.content.length - start];
    System.arraycopy(packet.content, start, payload, 0, payload.length);
    inbox.add(new Message(topic, payload));
  }

  private Packet read() throws IOException {
    int header = in.readUnsignedByte();
    int length = 0;
    int shift = 0;
    int digit;
    do {
      digit = in.readUnsignedByte();
      length |= (digit & 0x7F) << shift;
      shift += 7;
    } while ((digit & 0x80) != 0);
    byte[] content = new byte[length];
    in.readFully(content);
    return new Packet(header, content);
  }

  private void send(int header, byte[] content) throws IOException {
    ByteArrayOutputStream packet = new ByteArrayOutputStream(content.length + 5);
    packet.write(header);
    int rest = content.length;
    do {
      packet.write(rest > 0x7F ? rest & 0x7F | 0x80 : rest);
      rest >>= 7;
    } while (rest > 0);
    packet.write(content);
    socket.getOutputStream().write(packet.toByteArray());
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeShort(bytes.length);
    out.write(bytes);
  }
}
