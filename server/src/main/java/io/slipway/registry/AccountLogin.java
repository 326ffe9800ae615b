// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.protocol.message.Secret;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * A login at an account's broker.
 *
 * @param certificate that the device has shown by TLS, which has found that it is valid, below the
 *     platform's root, for clients, and that the device has its key
 */
public record AccountLogin(
    String clientId,
    String username,
    Secret password,
    boolean secure,
    String sourceIp,
    Optional<X509Certificate> certificate) {

  /** Where there is a password, that decides. */
  Optional<X509Certificate> certificateAlone() {
    return certificate.filter(c -> password.isEmpty());
  }
}
