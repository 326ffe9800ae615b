// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.PlatformKey;
import io.slipway.protocol.message.Secret;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All nodes have the same keys of session tickets, and none has them for long. */
class SharedTicketsTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final KeysInMemory keys = new KeysInMemory();
  private Sealer sealer;

  @BeforeEach
  void seal(@TempDir Path folder) throws Exception {
    sealer = new Sealer(MasterKey.openOrCreate(folder.resolve("master.key"), RANDOM), RANDOM);
  }

  @Test
  void nodes_haveTheSameKeys() throws Exception {
    TicketKeys one = at(NOW, keys).current();
    assertThat(one.newestFirst()).hasSize(1);
    assertThat(one.newestFirst().get(0).bytes()).hasSize(TicketKeys.KEY_BYTES);
    assertThat(at(NOW.plusSeconds(60), keys).current()).isEqualTo(one);
    assertThat(one.toString()).doesNotContain("[B");
  }

  @Test
  void key_sealsForATermAndOpensForOneMore() throws Exception {
    Secret first = at(NOW, keys).current().newestFirst().get(0);
    List<Secret> second = at(after(1), keys).current().newestFirst();
    assertThat(second).hasSize(2).element(1).isEqualTo(first);
    assertThat(second.get(0)).isNotEqualTo(first);
    assertThat(at(after(2), keys).current().newestFirst()).hasSize(2).doesNotContain(first);
  }

  @Test
  void keyOfLongAgo_opensNothing() throws Exception {
    Secret first = at(NOW, keys).current().newestFirst().get(0);
    assertThat(at(after(2), keys).current().newestFirst()).hasSize(1).doesNotContain(first);
  }

  @Test
  void nodesThatRotateAtOnce_useTheFirst() throws Exception {
    at(NOW, keys).current();
    Optional<PlatformKey> seen = keys.find("session tickets");
    TicketKeys first = at(after(1), keys).current();
    KeyVault late =
        new KeyVault() {
          @Override
          public Optional<PlatformKey> find(String name) {
            return seen;
          }

          @Override
          public PlatformKey keep(PlatformKey fresh, Optional<PlatformKey> instead) {
            return keys.keep(fresh, instead);
          }

          @Override
          public List<PlatformKey> beginningWith(String prefix) {
            return keys.beginningWith(prefix);
          }

          @Override
          public void remove(PlatformKey kept) {
            keys.remove(kept);
          }
        };
    assertThat(at(after(1), late).current()).isEqualTo(first);
  }

  private static Instant after(int terms) {
    return NOW.plus(SharedTickets.TERM.multipliedBy(terms)).plus(Duration.ofSeconds(1));
  }

  private SharedTickets at(Instant now, KeyVault vault) {
    Clock clock = Clock.fixed(now, ZoneOffset.UTC);
    return new SharedTickets(new VaultEntries(vault, sealer, clock), RANDOM, clock);
  }
}
