// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.slipway.domain.DeviceCertificate;
import io.slipway.domain.Id;
import io.slipway.security.CertificateAuthority;
import io.slipway.security.CertificateStatus;
import io.slipway.security.OcspQuery;
import io.slipway.security.OcspRefusedException;
import io.slipway.security.PkiPath;
import io.slipway.security.StatusSigner;
import io.slipway.store.Store;
import io.slipway.store.StoreUnavailableException;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * What everybody may know of the platform's certificates: who has issued them, which are revoked,
 * and whether one still counts.
 */
public final class CertificateStatuses {
  /** In place of an authority: the one that an account has now. */
  public static final String CURRENT = "current";

  private static final Duration KEPT = Duration.ofMinutes(5);
  private static final int AT_HAND = 1_000;
  private static final long PATIENCE_SECONDS = 1;

  private final Store store;
  private final CertificateAuthority authority;
  private final Clock clock;
  private final RevocationLists lists;
  private final Semaphore signing;
  private final Cache<Id, Held> signers = Caffeine.newBuilder().maximumSize(AT_HAND).build();

  /**
   * @param atOnce how many answers are signed at the same time
   */
  public CertificateStatuses(Store store, CertificateAuthority authority, int atOnce, Clock clock) {
    this.store = store;
    this.authority = authority;
    this.clock = clock;
    this.lists = new RevocationLists(store, clock);
    this.signing = new Semaphore(atOnce, true);
    authority.onChange(signers::invalidateAll);
  }

  private record Held(List<StatusSigner> signers, Instant since) {}

  /**
   * The list of an authority's revoked certificates.
   *
   * @param owner an account's id, or the word for the root
   * @param name of the authority in its path, or {@link #CURRENT}
   */
  public Optional<PublishedList> list(String owner, String name) {
    return signer(owner, name).map(lists::of);
  }

  /** The certificate of an authority. */
  public Optional<X509Certificate> issuer(String owner, String name) {
    return signer(owner, name).map(StatusSigner::certificate);
  }

  /** The answer of OCSP to whatever somebody asks an authority, in DER. */
  public Optional<byte[]> answer(String owner, String name, byte[] question) {
    return signer(owner, name)
        .filter(StatusSigner::answers)
        .map(signer -> answer(signer, Id.parse(owner).orElseThrow(), question));
  }

  private byte[] answer(StatusSigner signer, Id account, byte[] question) {
    try {
      OcspQuery query = OcspQuery.read(question);
      if (!signing.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return StatusSigner.tryLater();
      }
      try {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return signer.answer(query, serial -> status(account, serial), now);
      } finally {
        signing.release();
      }
    } catch (OcspRefusedException e) {
      return StatusSigner.malformed();
    } catch (StoreUnavailableException e) {
      return StatusSigner.tryLater();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return StatusSigner.tryLater();
    }
  }

  private CertificateStatus status(Id account, BigInteger serial) {
    Optional<DeviceCertificate> known =
        serial.signum() > 0
            ? store.certificates().numbered(account, serial.toString(16))
            : Optional.empty();
    if (known.isEmpty()) {
      return new CertificateStatus.Unknown();
    }
    return known
        .get()
        .revocation()
        .<CertificateStatus>map(r -> new CertificateStatus.Revoked(r.on(), r.cause()))
        .orElseGet(CertificateStatus.Good::new);
  }

  private Optional<StatusSigner> signer(String owner, String name) {
    List<StatusSigner> all =
        owner.equals(PkiPath.ROOT)
            ? authority.rootStatuses()
            : Id.parse(owner).map(this::signers).orElse(List.of());
    return all.stream()
        .filter(s -> name.equals(CURRENT) || name.equals(s.path().authority()))
        .findFirst();
  }

  /** One that is kept may have got an answerer whose time is over. */
  private List<StatusSigner> signers(Id account) {
    Instant now = clock.instant();
    Optional<Held> kept =
        Optional.ofNullable(signers.getIfPresent(account))
            .filter(h -> Duration.between(h.since(), now).abs().compareTo(KEPT) < 0);
    if (kept.isPresent()) {
      return kept.get().signers();
    }
    List<StatusSigner> found;
    try {
      found =
          store.account(account).map(a -> authority.statuses(account, a.name())).orElse(List.of());
    } catch (StoreUnavailableException away) {
      Held old = signers.getIfPresent(account);
      if (old == null) {
        throw away;
      }
      return old.signers();
    }
    if (!found.isEmpty()) {
      signers.put(account, new Held(found, now));
    }
    return found;
  }
}
