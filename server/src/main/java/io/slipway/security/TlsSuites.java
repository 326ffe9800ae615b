// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import java.util.List;

/** What is spoken wherever this server speaks TLS: forward secrecy and authenticated ciphers. */
public final class TlsSuites {
  public static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  /** The best first, by the names that Java has for them. */
  public static final List<String> NAMES =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private static final String REFUSE = "jdk.tls.rejectClientInitiatedRenegotiation";

  private TlsSuites() {}

  /**
   * Has the JDK end a connection with an alert whose client asks for another handshake in it. It
   * looks only once, before the first handshake of the process.
   */
  public static void refuseRenegotiation() {
    System.setProperty(REFUSE, "true");
  }

  public static boolean refusesRenegotiation() {
    return Boolean.getBoolean(REFUSE);
  }
}
