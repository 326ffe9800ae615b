// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.topic;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a client id may look like; the same rule for requests and for CONNECT (protocol, section 1).
 */
public final class ClientIds {
  private static final int MAX_BYTES = 255;
  private static final String RESERVED = "/+#";

  private ClientIds() {}

  /** What is wrong with it, for people; empty where nothing is. */
  public static Optional<String> problem(String clientId) {
    if (clientId.isEmpty()) {
      return Optional.of("a client id must not be empty");
    }
    if (clientId.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      return Optional.of("a client id has at most " + MAX_BYTES + " bytes in UTF-8");
    }
    boolean reserved = clientId.chars().anyMatch(c -> RESERVED.indexOf(c) >= 0);
    if (reserved) {
      return Optional.of("a client id must not contain / + or #");
    }
    boolean unprintable = clientId.chars().anyMatch(c -> Character.isISOControl(c));
    boolean torn = clientId.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF);
    return unprintable || torn
        ? Optional.of("a client id must not contain control characters")
        : Optional.empty();
  }
}
