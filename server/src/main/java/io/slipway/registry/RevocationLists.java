// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.slipway.domain.Id;
import io.slipway.domain.RevocationList;
import io.slipway.domain.RevokedCertificate;
import io.slipway.protocol.signing.KeyIds;
import io.slipway.security.PkiPath;
import io.slipway.security.StatusSigner;
import io.slipway.store.Store;
import io.slipway.store.StoreUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lists of revoked certificates, signed and numbered. The database keeps the newest of each
 * authority, so all nodes publish the same. Whether it is still right is asked at most once a
 * second, however often it is fetched.
 */
final class RevocationLists {
  /** How long a list may be used; a new one is made when half of that is over. */
  static final Duration LIFE = Duration.ofHours(24);

  /** Who reads a list may have a clock that is behind ours, and takes no list of the future. */
  static final Duration BEHIND = Duration.ofMinutes(5);

  static final Duration UNASKED = Duration.ofSeconds(1);
  private static final int MOST_BYTES_AT_HAND = 64 * 1024 * 1024;
  private static final int OVERHEAD = 256;

  private final Store store;
  private final Clock clock;
  private final ReentrantLock making = new ReentrantLock();
  private final Cache<String, Held> held =
      Caffeine.newBuilder()
          .maximumWeight(MOST_BYTES_AT_HAND)
          .weigher((String authority, Held list) -> list.published().der().length + OVERHEAD)
          .build();

  RevocationLists(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  private record Held(PublishedList published, Instant askedOn) {}

  /** The list as it has to be now. */
  PublishedList of(StatusSigner signer) {
    String authority = KeyIds.of(signer.certificate().getPublicKey());
    Optional<PublishedList> here = atHand(authority);
    if (here.isPresent()) {
      return here.get();
    }
    making.lock();
    try {
      return atHand(authority).orElseGet(() -> asked(signer, authority));
    } catch (StoreUnavailableException away) {
      return stillGood(authority).orElseThrow(() -> away);
    } finally {
      making.unlock();
    }
  }

  private Optional<PublishedList> atHand(String authority) {
    Instant now = clock.instant();
    return Optional.ofNullable(held.getIfPresent(authority))
        .filter(h -> !now.isBefore(h.askedOn()) && now.isBefore(h.askedOn().plus(UNASKED)))
        .map(Held::published);
  }

  /** What was read last, for as long as the database is away and the list itself says. */
  private Optional<PublishedList> stillGood(String authority) {
    return Optional.ofNullable(held.getIfPresent(authority))
        .map(Held::published)
        .filter(list -> clock.instant().isBefore(list.nextOn()));
  }

  private PublishedList asked(StatusSigner signer, String authority) {
    Instant now = clock.instant();
    RevocationList list = newest(signer, authority, now);
    PublishedList published =
        new PublishedList(
            signer.path().authority(),
            list.number(),
            list.madeOn(),
            list.nextOn(),
            Base64.getDecoder().decode(list.content()));
    held.put(authority, new Held(published, now));
    return published;
  }

  private RevocationList newest(StatusSigner signer, String authority, Instant now) {
    Optional<RevocationList> kept = store.certificates().revocationList(authority);
    // Counted before they are read: whoever is revoked in between makes for another list.
    long revoked = revoked(signer);
    if (kept.filter(l -> l.revoked() == revoked && isYoung(l, now)).isPresent()) {
      return kept.get();
    }
    long number = kept.map(RevocationList::number).orElse(0L) + 1;
    store.certificates().keep(made(signer, authority, number, revoked, now));
    return store.certificates().revocationList(authority).orElseThrow();
  }

  private static boolean isYoung(RevocationList list, Instant now) {
    Duration age = Duration.between(list.madeOn(), now);
    return age.compareTo(LIFE.dividedBy(2)) < 0;
  }

  private RevocationList made(
      StatusSigner signer, String authority, long number, long revoked, Instant now) {
    Instant from = now.truncatedTo(ChronoUnit.SECONDS);
    Instant until = from.plus(LIFE);
    byte[] der = signer.list(number, from.minus(BEHIND), until, entries(signer, from));
    Id scopeId = account(signer).orElse(Id.ROOT_ACCOUNT);
    String content = Base64.getEncoder().encodeToString(der);
    return new RevocationList(authority, scopeId, number, from, until, revoked, content);
  }

  /** One that has ended stays for the length of a list, so that no list leaves it out too early. */
  private List<RevokedCertificate> entries(StatusSigner signer, Instant now) {
    return account(signer)
        .map(id -> store.certificates().revoked(id, now.minus(LIFE)))
        .orElse(List.of());
  }

  private long revoked(StatusSigner signer) {
    return account(signer).map(id -> store.certificates().countRevoked(id)).orElse(0L);
  }

  /** None for the root, which has nothing revoked. */
  private static Optional<Id> account(StatusSigner signer) {
    return signer.path().owner().equals(PkiPath.ROOT)
        ? Optional.empty()
        : Id.parse(signer.path().owner());
  }
}
