// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.chaos;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One connection through a relay. */
final class Line {
  private static final int CHUNK = 16 * 1024;
  private static final int PUBLISH_QOS_1 = 0x32;
  private static final int TYPE_AND_QOS = 0xF6;
  private static final int DUP = 0x08;
  private static final int MORE = 0x80;

  private final Relay relay;
  private final Socket device;
  private final Socket server;
  private final CountDownLatch over = new CountDownLatch(1);

  Line(Relay relay, Socket device, Socket server) {
    this.relay = relay;
    this.device = device;
    this.server = server;
  }

  /** Passes on what comes this way until the connection ends. */
  void pump(Way way) {
    try {
      Socket source = way == Way.TO_SERVER ? device : server;
      Socket sink = way == Way.TO_SERVER ? server : device;
      source.setTcpNoDelay(true);
      sink.setTcpNoDelay(true);
      DataInputStream in = new DataInputStream(new BufferedInputStream(source.getInputStream()));
      OutputStream out = sink.getOutputStream();
      byte[] piece = read(in);
      while (piece.length > 0) {
        pass(way, piece, out);
        piece = read(in);
      }
    } catch (IOException gone) {
      // One side has left, so the other is to go.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      cut();
    }
  }

  void cut() {
    over.countDown();
    closed(device);
    closed(server);
  }

  static void closed(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Then it is closed already.
    }
  }

  private void pass(Way way, byte[] piece, OutputStream out)
      throws IOException, InterruptedException {
    boolean publication = relay.readsPackets() && (piece[0] & TYPE_AND_QOS) == PUBLISH_QOS_1;
    Optional<Trouble> trouble =
        relay.next(way, kind -> publication && kind == Trouble.Kind.DOUBLED);
    if (trouble.isEmpty()) {
      out.write(piece);
      return;
    }
    switch (trouble.get().kind()) {
      case DELAYED -> {
        hold(trouble.get().lasting());
        out.write(piece);
      }
      case LOST -> {
        hold(trouble.get().lasting());
        cut();
      }
      case CUT_WITHIN -> {
        out.write(piece, 0, piece.length / 2);
        cut();
      }
      case DOUBLED -> {
        out.write(piece);
        byte[] again = piece.clone();
        again[0] |= DUP;
        out.write(again);
      }
    }
  }

  private void hold(Duration time) throws IOException, InterruptedException {
    if (over.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new EOFException("cut meanwhile");
    }
  }

  private byte[] read(DataInputStream in) throws IOException {
    return relay.readsPackets() ? packet(in) : chunk(in);
  }

  private static byte[] chunk(DataInputStream in) throws IOException {
    byte[] buffer = new byte[CHUNK];
    int read = in.read(buffer);
    return Arrays.copyOf(buffer, Math.max(0, read));
  }

  private static byte[] packet(DataInputStream in) throws IOException {
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(in.readUnsignedByte());
    int length = 0;
    int shift = 0;
    int digit;
    do {
      digit = in.readUnsignedByte();
      packet.write(digit);
      length |= (digit & ~MORE) << shift;
      shift += 7;
    } while ((digit & MORE) != 0);
    packet.write(in.readNBytes(length));
    return packet.toByteArray();
  }
}
