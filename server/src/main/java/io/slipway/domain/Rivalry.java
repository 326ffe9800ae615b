// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who came with one identity lately, one after the other: two devices that keep taking it from each
 * other are clones (protocol, section 7).
 *
 * @param claims the last ones, oldest first; whoever comes again without another between is one
 */
public record Rivalry(List<Claim> claims) {
  public static final Rivalry NONE = new Rivalry(List.of());

  private static final Duration WINDOW = Duration.ofMinutes(5);

  /** Within the window, by who had it before. */
  private static final int TAKE_OVERS = 3;

  /**
   * One came.
   *
   * @param hardwareId what it says of its hardware, where it does
   * @param source the address that it came from
   */
  public record Claim(Instant at, Optional<String> hardwareId, String source) {

    /** Hardware is told by what it says; only where one of both says nothing, by the address. */
    private boolean sameAs(Claim other) {
      return hardwareId.isPresent() && other.hardwareId.isPresent()
          ? hardwareId.equals(other.hardwareId)
          : source.equals(other.source);
    }

    private String told() {
      return hardwareId
          .map(OneLine::of)
          .map(hardware -> "hardware " + hardware + " at " + source)
          .orElse(source);
    }
  }

  public Rivalry {
    claims = List.copyOf(claims);
  }

  public Rivalry with(Claim newcomer) {
    if (holder().filter(newcomer::sameAs).isPresent()) {
      return this;
    }
    return new Rivalry(
        Stream.concat(claims.stream(), Stream.of(newcomer))
            .skip(Math.max(0, claims.size() - TAKE_OVERS))
            .toList());
  }

  private Optional<Claim> holder() {
    return claims.isEmpty() ? Optional.empty() : Optional.of(claims.get(claims.size() - 1));
  }

  /** Whether the newest has taken it back, and that has gone to and fro too often. */
  public boolean contested() {
    if (claims.size() <= TAKE_OVERS) {
      return false;
    }
    Claim newest = holder().orElseThrow();
    boolean quick = Duration.between(claims.get(1).at(), newest.at()).compareTo(WINDOW) <= 0;
    return quick && claims.subList(0, TAKE_OVERS).stream().anyMatch(newest::sameAs);
  }

  /** Who has it now and who had it before, where there was somebody. */
  Optional<String> lastTakeOver() {
    int size = claims.size();
    return size < 2
        ? Optional.empty()
        : Optional.of(
            claims.get(size - 1).told() + " takes over from " + claims.get(size - 2).told());
  }

  /** Both sides, for an operator to decide. */
  public String evidence() {
    return claims.stream()
        .map(claim -> claim.told() + " (" + claim.at().truncatedTo(ChronoUnit.SECONDS) + ")")
        .collect(Collectors.joining(", then ", "one identity, used by turns: ", ""));
  }
}
