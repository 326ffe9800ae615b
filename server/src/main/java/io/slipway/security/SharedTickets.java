// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.protocol.message.Secret;
import io.slipway.security.VaultEntries.Entry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The keys of session tickets, the same for all nodes. They are drawn by chance and forgotten after
 * two terms, not derived from the master key: whoever gets hold of that later, and of traffic that
 * was recorded before, cannot read what was said then.
 */
public final class SharedTickets {
  /** How long a key seals tickets; for as long again it opens them. */
  public static final Duration TERM = Duration.ofHours(12);

  private static final String NAME = "session tickets";
  private static final int KEYS = 2;

  private final VaultEntries vault;
  private final SecureRandom random;
  private final Clock clock;

  public SharedTickets(VaultEntries vault, SecureRandom random, Clock clock) {
    this.vault = vault;
    this.random = random;
    this.clock = clock;
  }

  /** The keys of this hour; whoever looks first when a term is over begins the next one. */
  public TicketKeys current() throws IOException {
    Optional<Entry> kept = vault.find(NAME);
    boolean due = kept.filter(k -> !isOver(k, TERM)).isEmpty();
    return keys(due ? next(kept) : kept.get());
  }

  private Entry next(Optional<Entry> before) throws IOException {
    byte[] fresh = new byte[TicketKeys.KEY_BYTES];
    random.nextBytes(fresh);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(fresh);
    // After a long pause nothing that was sealed before is taken any more.
    before
        .filter(entry -> !isOver(entry, TERM.multipliedBy(KEYS)))
        .ifPresent(entry -> all.writeBytes(keys(entry).newestFirst().get(0).bytes()));
    String term = "term " + Long.toHexString(random.nextLong());
    return vault.keep(NAME, Secret.of(all.toByteArray()), term, before);
  }

  private static TicketKeys keys(Entry entry) {
    byte[] all = entry.secret().bytes();
    List<Secret> keys = new ArrayList<>();
    for (int at = 0; at < all.length; at += TicketKeys.KEY_BYTES) {
      keys.add(Secret.of(Arrays.copyOfRange(all, at, at + TicketKeys.KEY_BYTES)));
    }
    return new TicketKeys(keys);
  }

  private boolean isOver(Entry entry, Duration life) {
    return !entry.sealed().createdOn().plus(life).isAfter(clock.instant());
  }
}
