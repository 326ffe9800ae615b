// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.Account;
import io.slipway.domain.Actor;
import io.slipway.domain.AuditRecord.Subject;
import io.slipway.domain.Id;
import io.slipway.security.AuthorityCertificate;
import io.slipway.security.AuthorityCertificate.Purpose;
import io.slipway.security.CertificateAuthority;
import io.slipway.security.EstSettings;
import io.slipway.security.IssuerAwayException;
import io.slipway.security.IssuerChain;
import io.slipway.security.IssuerRefusedException;
import io.slipway.store.StoreReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;

/** What operators do to the authorities of accounts, and to the platform's own. */
public final class Authorities {
  private final StoreReader store;
  private final CertificateAuthority authority;
  private final AuditTrail trail;

  public Authorities(StoreReader store, CertificateAuthority authority, AuditTrail trail) {
    this.store = store;
    this.authority = authority;
    this.trail = trail;
  }

  /**
   * What a roll-over does.
   *
   * @param replaced what is in force no more; what it has issued counts until it expires
   * @param inForce what there is now
   */
  public record RollOver(List<AuthorityCertificate> replaced, List<AuthorityCertificate> inForce) {}

  public List<AuthorityCertificate> list(Id scopeId) {
    Account account = account(scopeId);
    return reading(() -> authority.list(account.id(), account.name()));
  }

  /** Replaces an account's authority; those of devices go on to count until they expire. */
  public RollOver rollOver(Id scopeId, Actor by, boolean dryRun) {
    Account account = account(scopeId);
    List<AuthorityCertificate> before = inForce(scopeId, false);
    if (dryRun) {
      return new RollOver(before, List.of());
    }
    note(by, account, "authorityRolledOver");
    reading(
        () -> {
          authority.rollOver(account.id(), account.name());
          return before;
        });
    return new RollOver(before, inForce(scopeId, false));
  }

  /** Replaces the platform's root and all below it, for the root account alone. */
  public RollOver rollOverRoot(Id scopeId, Actor by, boolean dryRun) {
    if (!scopeId.equals(Id.ROOT_ACCOUNT)) {
      throw RefusedException.conflict("the root is rolled over in the root account alone");
    }
    List<AuthorityCertificate> before = inForce(scopeId, true);
    if (dryRun) {
      return new RollOver(before, List.of());
    }
    note(by, account(scopeId), "rootRolledOver");
    reading(
        () -> {
          authority.rollOverRoot();
          return before;
        });
    return new RollOver(before, inForce(scopeId, true));
  }

  /**
   * Lets certificates of devices come from an authority of the operator's own.
   *
   * @param chain in PEM, that authority first, its root last
   * @param key of that authority
   */
  public List<AuthorityCertificate> bring(Id scopeId, Actor by, String chain, String key) {
    Account account = account(scopeId);
    IssuerChain issuer;
    try {
      issuer = IssuerChain.read(chain, key, trail.now());
    } catch (IssuerRefusedException unfit) {
      throw RefusedException.invalid(unfit.field(), unfit.getMessage());
    }
    note(by, account, "authorityImported");
    return reading(
        () -> {
          authority.bring(account.id(), issuer);
          return authority.list(account.id(), account.name());
        });
  }

  /** Lets them come from an authority elsewhere. */
  public List<AuthorityCertificate> bring(Id scopeId, Actor by, EstSettings est) {
    Account account = account(scopeId);
    checkUrl(est.url());
    try {
      authority.bring(account.id(), est);
    } catch (IssuerRefusedException unfit) {
      throw RefusedException.invalid(unfit.field(), unfit.getMessage());
    } catch (IssuerAwayException away) {
      throw RefusedException.invalid("/url", away.getMessage());
    }
    note(by, account, "externalAuthorityUsed");
    return list(scopeId);
  }

  private static void checkUrl(URI url) {
    boolean plain =
        url.getQuery() != null || url.getFragment() != null || url.getUserInfo() != null;
    if (!"https".equals(url.getScheme()) || url.getHost() == null || plain) {
      throw RefusedException.invalid(
          "/url", "must begin with https, name a host, and have no user, query or fragment");
    }
  }

  /** Lets them come from the account's own authority again. */
  public List<AuthorityCertificate> useOwn(Id scopeId, Actor by) {
    Account account = account(scopeId);
    return reading(
        () -> {
          if (authority.useOwn(account.id())) {
            note(by, account, "ownAuthorityUsed");
          }
          return authority.list(account.id(), account.name());
        });
  }

  /** What a roll-over is about: an imported authority is replaced by importing another. */
  private List<AuthorityCertificate> inForce(Id scopeId, boolean withRoot) {
    return list(scopeId).stream()
        .filter(AuthorityCertificate::current)
        .filter(a -> a.source() == AuthorityCertificate.Source.OWN)
        .filter(
            a -> withRoot || a.purpose() == Purpose.DEVICES || a.purpose() == Purpose.MANAGEMENT)
        .toList();
  }

  private void note(Actor by, Account account, String action) {
    Subject subject = new Subject("certificateAuthority", account.id(), account.name());
    trail.note(by, account.id(), action, subject);
  }

  private Account account(Id scopeId) {
    return store.account(scopeId).orElseThrow(() -> RefusedException.unknown("account " + scopeId));
  }

  /** Reads or changes keys. */
  private interface Deed<T> {
    T run() throws IOException;
  }

  private static <T> T reading(Deed<T> deed) {
    try {
      return deed.run();
    } catch (IOException e) {
      throw new UncheckedIOException("the platform's keys cannot be read", e);
    }
  }
}
