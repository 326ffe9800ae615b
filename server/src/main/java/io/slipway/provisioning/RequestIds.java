// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import io.slipway.domain.Ask;
import io.slipway.domain.Execution;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The ids of an attempt's requests. They follow from its random seed, so that a repeated request
 * has its old id after a crash and on every node, without being stored.
 */
final class RequestIds {
  private static final int BYTES = 16;

  private RequestIds() {}

  static String of(Execution execution, Ask ask) {
    byte[] hash = sha256().digest(text(execution, ask));
    return HexFormat.of().formatHex(hash, 0, BYTES);
  }

  /** Which request of the attempt has this id. */
  static Optional<Ask> find(Execution execution, String requestId) {
    return Arrays.stream(Ask.values())
        .filter(ask -> of(execution, ask).equals(requestId))
        .findFirst();
  }

  private static byte[] text(Execution execution, Ask ask) {
    return (execution.seed() + "/" + ask).getBytes(StandardCharsets.US_ASCII);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
