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

  public static final Announcement NONE =
      new Announcement(Set.of(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of());

  public Announcement {
    applicationIds = Set.copyOf(applicationIds);
    birthMetrics = Map.copyOf(birthMetrics);
  }
}
