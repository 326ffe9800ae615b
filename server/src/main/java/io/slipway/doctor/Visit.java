// SPDX-License-Identifier: Apache-2.0
package io.slipway.doctor;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Goes to the doors of a server, as a device does that has never been there. */
public final class Visit {
  private static final Duration SOON = Duration.ofDays(14);
  private static final String CLOSES =
      "closes the connection before TLS is agreed on: it speaks no TLS, or a balancer speaks PROXY"
          + " protocol to a server that does not expect it, or the reverse; see --proxies";
  private static final byte CONNACK = 0x20;
  private static final byte[] CONNECT = connect("slipway-doctor");

  private final Anchors anchors;
  private final Clock clock;

  public Visit(Anchors anchors, Clock clock) {
    this.anchors = anchors;
    this.clock = clock;
  }

  /** A broker for devices, over TLS. */
  public List<Finding> broker(Door door) {
    List<Finding> found = new ArrayList<>();
    try {
      tls(door, anchors.forDevices()).ifPresent(found::add);
      if (found.isEmpty()) {
        found.add(certificate(door));
        found.add(OldVersions.look(door));
        found.add(mqtt(door));
      }
    } catch (IOException | GeneralSecurityException e) {
      found.add(away(door, e));
    }
    return found;
  }

  /** REST, over TLS. */
  public List<Finding> https(Door door) {
    try {
      Optional<Finding> wrong = tls(door, anchors.forPeople());
      return wrong.isPresent()
          ? List.of(wrong.get())
          : List.of(certificate(door), OldVersions.look(door));
    } catch (IOException | GeneralSecurityException e) {
      return List.of(away(door, e));
    }
  }

  /** One that carries secrets in clear, and should be open to this machine only. */
  public Optional<Finding> plain(Door door) {
    if (door.isLoopback()) {
      return Optional.empty();
    }
    try (Socket open = door.connect()) {
      return Optional.of(
          Finding.warning(
              door.name(),
              ("%s answers without TLS: passwords pass there in clear; leave --plain-host at"
                      + " 127.0.0.1, or close the port")
                  .formatted(open.getRemoteSocketAddress())));
    } catch (IOException closed) {
      return Optional.of(Finding.ok(door.name(), "not open to the network"));
    }
  }

  /** Why a client that trusts like this would not go on; empty where it would. */
  private Optional<Finding> tls(Door door, SSLContext trust) throws IOException {
    try (SSLSocket socket = shakeHands(door, trust, true)) {
      return Optional.empty();
    } catch (SSLException e) {
      return Optional.of(Finding.fault(door.name(), door.address() + " " + reason(door, e)));
    } catch (ConnectException | NoRouteToHostException e) {
      throw e;
    } catch (EOFException | SocketException e) {
      return Optional.of(Finding.fault(door.name(), door.address() + " " + CLOSES));
    }
  }

  private static String reason(Door door, SSLException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateExpiredException) {
        return "shows a certificate that has expired, or the clock here is wrong: "
            + cause.getMessage();
      }
      if (cause instanceof CertificateNotYetValidException) {
        return "shows a certificate that is not valid yet, or the clock here is wrong: "
            + cause.getMessage();
      }
      if (cause instanceof EOFException || cause instanceof SocketException) {
        return CLOSES;
      }
      if (cause instanceof CertPathBuilderException) {
        return "shows a certificate that does not hang on what is trusted; name the root with --ca,"
            + " and look whether something in between ends TLS";
      }
    }
    String said = String.valueOf(e.getMessage());
    if (said.contains("No name matching") || said.contains("No subject alternative")) {
      return "shows a certificate for other names than " + door.host() + "; set --public-host";
    }
    if (said.contains("plaintext") || said.contains("Unsupported or unrecognized")) {
      return "does not speak TLS";
    }
    return "does not agree on TLS 1.2 or 1.3: " + said;
  }

  private Finding certificate(Door door) throws IOException, GeneralSecurityException {
    try (SSLSocket socket = shakeHands(door, Anchors.curious(), false)) {
      X509Certificate leaf = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      Instant end = leaf.getNotAfter().toInstant();
      String text =
          "%s, %s with %s, certificate until %s"
              .formatted(
                  door.address(),
                  socket.getSession().getProtocol(),
                  socket.getSession().getCipherSuite(),
                  end);
      if (!clock.instant().isBefore(end)) {
        return Finding.fault(door.name(), text + ": it has expired, or the clock here is wrong");
      }
      return clock.instant().plus(SOON).isAfter(end)
          ? Finding.warning(
              door.name(), text + ": it should have been renewed; see the server's log")
          : Finding.ok(door.name(), text);
    }
  }

  /** Any answer is one: nobody has ordered this device. */
  private Finding mqtt(Door door) throws IOException, GeneralSecurityException {
    String name = door.name() + " MQTT";
    try (SSLSocket socket = shakeHands(door, Anchors.curious(), false)) {
      socket.getOutputStream().write(CONNECT);
      return socket.getInputStream().read() == CONNACK
          ? Finding.ok(name, "answers a login")
          : Finding.fault(name, door.address() + " does not answer a login as MQTT does");
    }
  }

  private static SSLSocket shakeHands(Door door, SSLContext context, boolean named)
      throws IOException {
    Socket plain = door.connect();
    try {
      SSLSocket socket =
          (SSLSocket)
              context.getSocketFactory().createSocket(plain, door.host(), door.port(), true);
      if (named) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
      }
      socket.startHandshake();
      return socket;
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  private static Finding away(Door door, Exception e) {
    String why =
        switch (e) {
          case UnknownHostException unknown ->
              "the name is not known here: make it known to DNS, or set --public-host";
          case ConnectException closed ->
              "nobody listens: is the server running, the port right and open in the firewall?";
          case java.net.SocketTimeoutException silent ->
              "no answer within %d s: a firewall drops it, or the server is overloaded"
                  .formatted(Door.PATIENCE.toSeconds());
          default -> String.valueOf(e.getMessage());
        };
    return Finding.fault(door.name(), door.address() + ": " + why);
  }

  /** A login by MQTT 3.1.1 without a password. */
  private static byte[] connect(String clientId) {
    byte[] id = clientId.getBytes(StandardCharsets.US_ASCII);
    byte[] head = {0x10, (byte) (12 + id.length), 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0};
    byte[] packet = new byte[head.length + 1 + id.length];
    System.arraycopy(head, 0, packet, 0, head.length);
    packet[head.length] = (byte) id.length;
    System.arraycopy(id, 0, packet, head.length + 1, id.length);
    return packet;
  }
}
