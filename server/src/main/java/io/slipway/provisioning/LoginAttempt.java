// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import io.slipway.protocol.message.Secret;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a peer says of itself in CONNECT. The client id is valid by {@code ClientIds}.
 *
 * @param certificates the client's chain, leaf first, unverified; empty where it sent none
 */
public record LoginAttempt(
    String clientId,
    String username,
    Secret password,
    List<X509Certificate> certificates,
    InetSocketAddress source,
    boolean secure) {
  public LoginAttempt {
    certificates = List.copyOf(certificates);
  }

  String sourceIp() {
    return source.getAddress().getHostAddress();
  }
}
