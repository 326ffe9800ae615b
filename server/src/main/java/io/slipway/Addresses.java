// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What can be said of an address before anything listens on it. */
final class Addresses {
  private static final Path KERNELS_NAME = Path.of("/proc/sys/kernel/hostname");

  private Addresses() {}

  static boolean loopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** Whether this stands for all addresses of this machine. */
  static boolean everywhere(String host) {
    try {
      return InetAddress.getByName(host).isAnyLocalAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  static boolean known(String host) {
    try {
      return InetAddress.getByName(host) != null;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** As it stands between scheme and port. */
  static String inUrl(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }

  /** This machine's name; "localhost" where it has none. */
  static String thisMachine() {
    try {
      // Java would ask the name service too, which may take seconds to fail.
      return Files.exists(KERNELS_NAME)
          ? Files.readString(KERNELS_NAME).strip()
          : InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "localhost";
    }
  }
}
