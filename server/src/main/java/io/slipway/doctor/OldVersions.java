// SPDX-License-Identifier: Apache-2.0
package io.slipway.doctor;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Offers versions of TLS that nobody should take any more. By hand, since Java would not offer them
 * any more either.
 */
final class OldVersions {
  private static final int HANDSHAKE = 22;

  /** Suites that servers of that time had, no compression, P-256 and uncompressed points. */
  private static final byte[] OFFER =
      HexFormat.of()
          .parseHex(
              "00"
                  + "000ec009c00ac013c014002f0035000a"
                  + "0100"
                  + "000e"
                  + "000a000400020017"
                  + "000b00020100");

  private OldVersions() {}

  /** The server itself speaks none of them; what ends TLS in front of it may. */
  static Finding look(Door door) throws IOException {
    String subject = door.name() + " old TLS";
    List<String> taken = new ArrayList<>();
    for (int minor = 1; minor <= 2; minor++) {
      if (takes(door, minor)) {
        taken.add("TLS 1." + (minor - 1));
      }
    }
    return taken.isEmpty()
        ? Finding.ok(subject, "TLS 1.0 and 1.1 are refused")
        : Finding.fault(
            subject,
            "%s speaks %s: let nothing end TLS in front of the server, or only 1.2 and 1.3"
                .formatted(door.address(), String.join(" and ", taken)));
  }

  private static boolean takes(Door door, int minor) throws IOException {
    try (Socket socket = door.connect()) {
      socket.getOutputStream().write(hello(minor));
      return socket.getInputStream().read() == HANDSHAKE;
    } catch (SocketException | SocketTimeoutException refused) {
      return false;
    }
  }

  /** A record with a ClientHello; what is random in it matters to nobody. */
  private static byte[] hello(int minor) {
    ByteArrayOutputStream hello = new ByteArrayOutputStream();
    hello.writeBytes(new byte[] {3, (byte) minor});
    hello.writeBytes(new byte[32]);
    hello.writeBytes(OFFER);
    byte[] said = hello.toByteArray();
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.writeBytes(new byte[] {HANDSHAKE, 3, 1, 0, (byte) (said.length + 4)});
    packet.writeBytes(new byte[] {1, 0, 0, (byte) said.length});
    packet.writeBytes(said);
    return packet.toByteArray();
  }
}
