// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import io.slipway.protocol.message.Nonce;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a device said of itself when it asked to be provisioned. */
public record Announcement(
    Set<String> applicationIds,
    Optional<Nonce> nonce,
    Optional<String> certificateVersion,
    Optional<String> hardwareId,
    Map<String, String> birthMetrics) {

  private static final String LAST_FAILURE = "last.failure";
  private static final Pattern BLANK = Pattern.compile("[\\s\\p{Cntrl}]+");
  private static final int LONGEST = 500;

  public static final Announcement NONE =
      new Announcement(Set.of(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of());

  public Announcement {
    applicationIds = Set.copyOf(applicationIds);
    birthMetrics = Map.copyOf(birthMetrics);
  }

  /** Why a device comes back from its account's broker, on one line of a log. */
  Optional<String> lastFailure() {
    return Optional.ofNullable(birthMetrics.get(LAST_FAILURE))
        .map(text -> BLANK.matcher(text).replaceAll(" ").strip())
        .filter(text -> !text.isEmpty())
        .map(text -> text.codePoints().limit(LONGEST).toArray())
        .map(points -> new String(points, 0, points.length));
  }
}
