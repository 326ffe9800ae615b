// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import io.slipway.domain.Ask;
import io.slipway.domain.Delivery;
import io.slipway.domain.Execution;
import io.slipway.domain.Parcel;
import io.slipway.domain.Presence;
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
    return id(text(execution, ask));
  }

  /** Which request of the attempt has this id. */
  static Optional<Ask> find(Execution execution, String requestId) {
    return Arrays.stream(Ask.values())
        .filter(ask -> of(execution, ask).equals(requestId))
        .findFirst();
  }

  /**
   * The id of the refusal that is under way. What is refused may have no attempt; it follows from
   * the device's nonce and the moment.
   */
  static Optional<String> ofRefusal(Presence here) {
    return here.nonce()
        .flatMap(nonce -> here.closing().map(leave -> nonce.hex() + "/REFUSE/" + leave.since()))
        .map(RequestIds::id);
  }

  private static String text(Execution execution, Ask ask) {
    Delivery delivery = execution.conversation().delivery();
    String whole = execution.seed() + "/" + ask;
    return switch (ask) {
      case PACKAGE -> whole + "/" + delivery.index() + part(execution);
      case INSTALL, DOWNLOAD, INSTALLED -> whole + "/" + delivery.index();
      default -> whole;
    };
  }

  /** What a device fetches by itself has no parts; how far it is changes while it is awaited. */
  private static String part(Execution execution) {
    boolean fetched = execution.parcel().flatMap(Parcel::url).isPresent();
    return fetched ? "" : "/" + execution.conversation().delivery().offset();
  }

  private static String id(String text) {
    byte[] hash = sha256().digest(text.getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of().formatHex(hash, 0, BYTES);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
