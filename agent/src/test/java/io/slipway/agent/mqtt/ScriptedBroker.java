// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.mqtt;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/** A broker of MQTT 3.1.1 that lets everybody in, and otherwise does what a test says. */
public final class ScriptedBroker implements AutoCloseable {
  private static final int CONNECT = 1;
  private static final int PUBLISH = 3;
  private static final int SUBSCRIBE = 8;
  private static final int HAS_USERNAME = 0x80;
  private static final int HAS_PASSWORD = 0x40;
  private static final int HAS_WILL = 0x04;
  private static final int AT_LEAST_ONCE = 1;

  private final ServerSocket socket;
  private final BlockingQueue<Guest> guests = new LinkedBlockingQueue<>();

  public ScriptedBroker(ServerSocket socket) {
    this.socket = socket;
    start(this::accept);
  }

  public int port() {
    return socket.getLocalPort();
  }

  /** The next device that has logged in. */
  public Guest next() {
    return awaited(guests, "a device that logs in");
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** A message that a device has sent. */
  public record Publication(String topic, byte[] payload) {}

  private record Login(String clientId, String username, Optional<String> password) {}

  private record Packet(int header, byte[] content) {
    int type() {
      return header >> 4;
    }

    DataInputStream in() {
      return new DataInputStream(new ByteArrayInputStream(content));
    }
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket device = socket.accept();
        start(() -> serve(device));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket device) {
    try (device) {
      DataInputStream in = new DataInputStream(device.getInputStream());
      Guest guest = new Guest(device, login(packet(in)));
      guest.send(0x20, new byte[] {0, 0});
      guests.add(guest);
      while (true) {
        guest.take(packet(in));
      }
    } catch (IOException gone) {
      // The test sees what did not come.
    }
  }

  private static Packet packet(DataInputStream in) throws IOException {
    int header = in.readUnsignedByte();
    int length = 0;
    int shift = 0;
    int digit;
    do {
      digit = in.readUnsignedByte();
      length |= (digit & 0x7f) << shift;
      shift += 7;
    } while (digit >= 0x80);
    return new Packet(header, in.readNBytes(length));
  }

  private static Login login(Packet connect) throws IOException {
    if (connect.type() != CONNECT) {
      throw new IOException("no CONNECT");
    }
    DataInputStream in = connect.in();
    in.readUTF();
    in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    in.readUnsignedShort();
    String clientId = in.readUTF();
    if ((flags & HAS_WILL) != 0) {
      in.readUTF();
      in.skipNBytes(in.readUnsignedShort());
    }
    String username = (flags & HAS_USERNAME) != 0 ? in.readUTF() : "";
    return new Login(
        clientId,
        username,
        (flags & HAS_PASSWORD) != 0 ? Optional.of(in.readUTF()) : Optional.empty());
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "scripted broker");
    thread.setDaemon(true);
    thread.start();
  }

  private static <T> T awaited(BlockingQueue<T> queue, String what) {
    try {
      T next = queue.poll(1, TimeUnit.MINUTES);
      if (next == null) {
        throw new AssertionError("waited in vain for " + what);
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the test was interrupted", e);
    }
  }

  /** A device that has logged in. */
  public static final class Guest {
    private final Socket device;
    private final Login login;
    private final BlockingQueue<Publication> publications = new LinkedBlockingQueue<>();

    private Guest(Socket device, Login login) {
      this.device = device;
      this.login = login;
    }

    public String clientId() {
      return login.clientId();
    }

    public String username() {
      return login.username();
    }

    public Optional<String> password() {
      return login.password();
    }

    /** The certificates that it has shown. */
    public List<Certificate> certificates() throws SSLPeerUnverifiedException {
      return List.of(((SSLSocket) device).getSession().getPeerCertificates());
    }

    /** What it has published next. */
    public Publication published() {
      return awaited(publications, "a message of the device");
    }

    public void publish(String topic, byte[] payload) throws IOException {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(content);
      out.writeUTF(topic);
      out.writeShort(1);
      out.write(payload);
      send(0x32, content.toByteArray());
    }

    /** Ends the connection without a word. */
    public void cut() throws IOException {
      device.close();
    }

    private void take(Packet packet) throws IOException {
      DataInputStream in = packet.in();
      if (packet.type() == SUBSCRIBE) {
        int id = in.readUnsignedShort();
        send(0x90, new byte[] {(byte) (id >> 8), (byte) id, AT_LEAST_ONCE});
      } else if (packet.type() == PUBLISH) {
        String topic = in.readUTF();
        int id = (packet.header() & 0x06) == 0 ? 0 : in.readUnsignedShort();
        if (id != 0) {
          send(0x40, new byte[] {(byte) (id >> 8), (byte) id});
        }
        publications.add(new Publication(topic, in.readAllBytes()));
      }
    }

    private synchronized void send(int header, byte[] content) throws IOException {
      ByteArrayOutputStream packet = new ByteArrayOutputStream();
      packet.write(header);
      int left = content.length;
      do {
        int digit = left & 0x7f;
        left >>= 7;
        packet.write(left > 0 ? digit | 0x80 : digit);
      } while (left > 0);
      packet.write(content);
      device.getOutputStream().write(packet.toByteArray());
      device.getOutputStream().flush();
    }
  }
}
