// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.Actor;
import io.slipway.domain.Audit;
import io.slipway.domain.AuditRecord.Subject;
import io.slipway.domain.CrlPolicy;
import io.slipway.domain.Id;
import io.slipway.domain.ManufacturerAuthority;
import io.slipway.domain.ManufacturerAuthority.Revocations;
import io.slipway.protocol.signing.Pem;
import io.slipway.security.IdSource;
import io.slipway.security.ManufacturerFile;
import io.slipway.store.DuplicateException;
import io.slipway.store.ManufacturerReader;
import io.slipway.store.Manufacturers;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What operators do to the manufacturers that their account trusts. */
public final class ManufacturerAuthorities {
  private static final int MOST_OF_AN_ACCOUNT = 20;

  private final ManufacturerReader store;
  private final Runnable review;
  private final IdSource ids;
  private final AuditTrail trail;

  /**
   * Takes what it works with.
   *
   * @param review ends connections that came by what counts no more
   */
  public ManufacturerAuthorities(
      ManufacturerReader store, Runnable review, IdSource ids, AuditTrail trail) {
    this.store = store;
    this.review = review;
    this.ids = ids;
    this.trail = trail;
  }

  /** Lets an account trust one more. */
  public ManufacturerAuthority create(Id scopeId, Actor by, ManufacturerDraft draft) {
    TextRules.name("/name", draft.name());
    if (draft.name().contains("/")) {
      throw RefusedException.invalid("/name", "must not contain a slash");
    }
    if (store.countAuthorities(scopeId, Optional.empty()) >= MOST_OF_AN_ACCOUNT) {
      throw RefusedException.conflict(
          "the account has " + MOST_OF_AN_ACCOUNT + " manufacturer authorities: delete one first");
    }
    ManufacturerFile file = file(draft.certificates());
    Revocations none = new Revocations(CrlPolicy.LENIENT, Optional.empty(), Optional.empty());
    ManufacturerAuthority authority =
        new ManufacturerAuthority(
            ids.next(),
            scopeId,
            draft.name(),
            Pem.of(file.certificates()),
            file.fingerprint(),
            file.authority().getSubjectX500Principal().toString(),
            file.authority().getNotAfter().toInstant(),
            revocations(file, none, draft.crl()),
            Audit.created(trail.now(), by.id()));
    try {
      recording(by, authority, "created").create(authority);
    } catch (DuplicateException taken) {
      throw RefusedException.duplicate(taken);
    }
    return authority;
  }

  /**
   * Changes whom of its devices the account trusts no more.
   *
   * @param optlock of what the change was decided on
   */
  public ManufacturerAuthority edit(
      ManufacturerAuthority authority, Actor by, int optlock, ManufacturerDraft.Crl crl) {
    if (optlock != authority.audit().optlock()) {
      throw RefusedException.stale();
    }
    Revocations changed =
        revocations(known(authority.certificates()), authority.revocations(), crl);
    ManufacturerAuthority edited =
        authority.with(changed, authority.audit().modified(trail.now(), by.id()));
    RefusedException.unlessStale(() -> recording(by, edited, "changed").update(edited));
    review.run();
    return edited;
  }

  /** The account trusts it no more; its devices that are just being provisioned have to go. */
  public void delete(ManufacturerAuthority authority, Actor by) {
    RefusedException.unlessStale(() -> recording(by, authority, "deleted").delete(authority));
    review.run();
  }

  private ManufacturerFile file(String pem) {
    try {
      return ManufacturerFile.read(pem, trail.now());
    } catch (CertificateException wrong) {
      throw RefusedException.invalid("/certificates", wrong.getMessage());
    }
  }

  private static ManufacturerFile known(String pem) {
    try {
      return ManufacturerFile.known(pem);
    } catch (CertificateException damaged) {
      throw new IllegalStateException("stored certificates cannot be read", damaged);
    }
  }

  private Revocations revocations(
      ManufacturerFile file, Revocations before, ManufacturerDraft.Crl crl) {
    CrlPolicy policy = crl.policy().orElse(before.policy());
    if (crl.pem().isEmpty()) {
      return new Revocations(policy, before.crls(), before.nextUpdate());
    }
    if (crl.pem().get().isEmpty()) {
      return new Revocations(policy, Optional.empty(), Optional.empty());
    }
    Instant now = trail.now();
    try {
      ManufacturerFile.Crls lists = file.crls(crl.pem().get(), now);
      if (before.crls().isPresent()) {
        lists.requireNotOlderThan(file.crls(before.crls().get(), now));
      }
      return new Revocations(policy, Optional.of(lists.pem()), lists.nextUpdate());
    } catch (CertificateException wrong) {
      throw RefusedException.invalid("/crl", wrong.getMessage());
    }
  }

  private Manufacturers recording(Actor by, ManufacturerAuthority authority, String action) {
    Subject subject = new Subject("manufacturerAuthority", authority.id(), authority.name());
    return trail
        .recording(
            by,
            authority.scopeId(),
            action,
            subject,
            Map.of("fingerprint", authority.fingerprint()))
        .manufacturers();
  }
}
