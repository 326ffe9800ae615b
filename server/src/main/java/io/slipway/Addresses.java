// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** What can be said of an address before anything listens on it. */
final class Addresses {
  private Addresses() {}

  static boolean loopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  static boolean known(String host) {
    try {
      InetAddress.getByName(host);
      return true;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** This machine's name, or "localhost" where it has none. */
  static String thisMachine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
