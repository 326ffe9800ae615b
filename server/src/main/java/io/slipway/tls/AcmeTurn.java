// SPDX-License-Identifier: Apache-2.0
package io.slipway.tls;

import io.slipway.protocol.message.Secret;
import io.slipway.security.VaultEntries;
import io.slipway.security.VaultEntries.Entry;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose turn it is to order, among all nodes, and when the next one comes. Who takes it writes down
 * beforehand when the next may, as if it had failed: so a node that dies on the way holds nobody up
 * for long, and failures come ever more seldom.
 */
final class AcmeTurn {
  private static final String NAME = "acme turn";
  private static final Pattern FORM = Pattern.compile("failed (\\d{1,9}) next (\\S+) by \\S+");
  private static final Duration SHORTEST = Duration.ofMinutes(10);
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final int MOST_DOUBLINGS = 8;

  private final VaultEntries vault;
  private final SecureRandom random;
  private final Clock clock;

  AcmeTurn(VaultEntries vault, SecureRandom random, Clock clock) {
    this.vault = vault;
    this.random = random;
    this.clock = clock;
  }

  /** How long after so many failures, this one included, the next try is due. */
  static Duration pause(int failures) {
    Duration doubled = SHORTEST.multipliedBy(1L << Math.min(MOST_DOUBLINGS, failures - 1));
    return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
  }

  /** Whether it is this node's turn, which it has from now on. */
  boolean take() throws IOException {
    Optional<Entry> kept = vault.find(NAME);
    Optional<Matcher> last = kept.map(e -> FORM.matcher(e.text())).filter(Matcher::matches);
    if (last.filter(m -> clock.instant().isBefore(Instant.parse(m.group(2)))).isPresent()) {
      return false;
    }
    int failures = last.map(m -> Integer.parseInt(m.group(1))).orElse(0) + 1;
    return write(failures, clock.instant().plus(pause(failures)), kept);
  }

  /** It went well. */
  void done() throws IOException {
    write(0, clock.instant(), vault.find(NAME));
  }

  private boolean write(int failures, Instant next, Optional<Entry> instead) throws IOException {
    String text =
        "failed %d next %s by %s".formatted(failures, next, Long.toHexString(random.nextLong()));
    return vault.keep(NAME, Secret.of("none"), text, instead).text().equals(text);
  }
}
