// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import io.slipway.protocol.message.Nonce;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a device said of itself when it asked to be provisioned. */
public record Announcement(
    Set<String> applicationIds,
    Optional<Nonce> nonce,
    Optional<String> certificateVersion,
    Optional<String> hardwareId,
    Map<String, String> birthMetrics) {

  private static final String LAST_FAILURE = "last.failure";

  public static final Announcement NONE =
      new Announcement(Set.of(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of());

  public Announcement {
    applicationIds = Set.copyOf(applicationIds);
    birthMetrics = Map.copyOf(birthMetrics);
  }

  /** Why a device comes back from its account's broker, on one line of a log. */
  Optional<String> lastFailure() {
    return Optional.ofNullable(birthMetrics.get(LAST_FAILURE))
        .map(OneLine::of)
        .filter(text -> !text.isEmpty());
  }
}
