// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.agent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Stands between devices and an unencrypted port of the platform. The first packet to a device that
 * holds a certain text gets another one instead, or is swallowed and the connection cut.
 */
final class Meddler implements AutoCloseable {
  private final ServerSocket entry;
  private final int exit;
  private final String text;
  private final String instead;
  private final AtomicBoolean meddled = new AtomicBoolean();

  private Meddler(int exit, String text, String instead) throws IOException {
    this.entry = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.exit = exit;
    this.text = text;
    this.instead = instead;
    Thread.ofVirtual().start(this::lead);
  }

  /** Changes a text for another one of the same length. */
  static Meddler changing(int exit, String text, String instead) throws IOException {
    return new Meddler(exit, text, instead);
  }

  /** Cuts the connection where a text is to pass. */
  static Meddler cuttingAt(int exit, String text) throws IOException {
    return new Meddler(exit, text, "");
  }

  String url() {
    return "mqtt://127.0.0.1:" + entry.getLocalPort();
  }

  boolean hasMeddled() {
    return meddled.get();
  }

  @Override
  public void close() throws IOException {
    entry.close();
  }

  private void lead() {
    while (!entry.isClosed()) {
      try {
        Socket device = entry.accept();
        Socket platform = new Socket(InetAddress.getLoopbackAddress(), exit);
        Thread.ofVirtual().start(() -> carry(device, platform));
        Thread.ofVirtual().start(() -> meddle(platform, device));
      } catch (IOException e) {
        if (!entry.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void meddle(Socket platform, Socket device) {
    try (platform;
        device) {
      InputStream in = platform.getInputStream();
      OutputStream out = device.getOutputStream();
      byte[] packet = packet(in);
      while (packet.length > 0) {
        String seen = new String(packet, StandardCharsets.ISO_8859_1);
        if (seen.contains(text) && meddled.compareAndSet(false, true)) {
          if (instead.isEmpty()) {
            return;
          }
          packet = seen.replace(text, instead).getBytes(StandardCharsets.ISO_8859_1);
        }
        out.write(packet);
        packet = packet(in);
      }
    } catch (IOException cut) {
      // Both ends are closed with it.
    }
  }

  /** The next whole packet of MQTT, empty at the end. */
  private static byte[] packet(InputStream in) throws IOException {
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    int length = 0;
    for (int n = 0; n < 5; n++) {
      int next = in.read();
      if (next < 0) {
        return new byte[0];
      }
      packet.write(next);
      if (n > 0) {
        length |= (next & 0x7F) << 7 * (n - 1);
        if (next < 0x80) {
          break;
        }
      }
    }
    packet.write(in.readNBytes(length));
    return packet.toByteArray();
  }

  private static void carry(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException cut) {
      // Both ends are closed with it.
    }
  }
}
