// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.protocol.message.Secret;
import io.slipway.security.SecretGenerator;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A key that a program logs in with: base64 of a name, which finds it, and a secret, which proves
 * it.
 *
 * @param name twelve letters and digits
 */
record ApiKey(String name, Secret secret) {
  private static final int NAME_LENGTH = 12;
  private static final int SECRET_LENGTH = 36;

  static ApiKey random(SecretGenerator generator) {
    return new ApiKey(generator.password(NAME_LENGTH).reveal(), generator.password(SECRET_LENGTH));
  }

  /** Empty where it cannot be one. */
  static Optional<ApiKey> parse(Secret text) {
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(text.reveal());
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
    String whole = new String(decoded, StandardCharsets.ISO_8859_1);
    return whole.length() == NAME_LENGTH + SECRET_LENGTH
        ? Optional.of(
            new ApiKey(whole.substring(0, NAME_LENGTH), Secret.of(whole.substring(NAME_LENGTH))))
        : Optional.empty();
  }

  /** As it is handed over, once. */
  Secret text() {
    byte[] whole = (name + secret.reveal()).getBytes(StandardCharsets.ISO_8859_1);
    return Secret.of(Base64.getEncoder().encodeToString(whole));
  }
}
