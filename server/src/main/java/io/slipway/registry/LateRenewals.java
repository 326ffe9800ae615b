// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.Actor;
import io.slipway.domain.AuditRecord.Subject;
import io.slipway.domain.CertificateRenewal;
import io.slipway.domain.DeviceCertificate;
import io.slipway.domain.Id;
import io.slipway.registry.Enrollments.Outcome;
import io.slipway.store.RenewalFilter;
import io.slipway.store.Store;
import io.slipway.store.StoreReader;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Devices that slept past the end of their certificates: an operator decides whether one gets
 * another.
 */
public final class LateRenewals {
  /** As many of an account can wait; operators who look after none of them want no more. */
  static final int MOST_WAITING = 1_000;

  private static final Duration ASK_AGAIN = Duration.ofMinutes(15);
  private static final Duration ASK_LATER = Duration.ofHours(1);
  private static final RenewalFilter WAITING =
      new RenewalFilter(Optional.of(CertificateRenewal.State.WAITING), Optional.empty());

  private final StoreReader store;
  private final AuditTrail trail;

  public LateRenewals(StoreReader store, AuditTrail trail) {
    this.store = store;
    this.trail = trail;
  }

  CertificateRenewal.Verdict judge(DeviceCertificate expired, boolean sameKey) {
    return CertificateRenewal.judge(
        expired, sameKey, store.certificates().renewal(expired.id()), trail.now());
  }

  /** Puts a device's wish in front of operators, unless too many are there. */
  Outcome ask(DeviceCertificate expired, String source) {
    CertificateRenewal wish = CertificateRenewal.of(expired, source, trail.now());
    if (store.certificates().countRenewals(expired.scopeId(), WAITING) < MOST_WAITING) {
      Actor device = new Actor(Id.PLATFORM, expired.clientId(), source);
      recording(device, wish, "renewalAsked").certificates().ask(wish, MOST_WAITING);
    }
    return store.certificates().renewal(expired.id()).isPresent()
        ? waiting()
        : new Outcome.Full(ASK_LATER.toSeconds());
  }

  Outcome waiting() {
    return new Outcome.Waiting(ASK_AGAIN.toSeconds());
  }

  /** The device gets one certificate for the same key, once, when it asks again. */
  public CertificateRenewal approve(CertificateRenewal wish, Actor by) {
    if (trail.now().isAfter(wish.endsOn())) {
      throw RefusedException.conflict(
          "the certificate expired too long ago; rearm the device's request");
    }
    return decide(wish.decided(true, trail.now(), by.id()), by, "renewalApproved");
  }

  /** It does not get one; it has to be provisioned again. */
  public CertificateRenewal reject(CertificateRenewal wish, Actor by) {
    return decide(wish.decided(false, trail.now(), by.id()), by, "renewalRejected");
  }

  private CertificateRenewal decide(CertificateRenewal decided, Actor by, String action) {
    boolean waiting =
        store
            .certificates()
            .renewal(decided.certificateId())
            .filter(r -> r.state() == CertificateRenewal.State.WAITING)
            .isPresent();
    if (!waiting) {
      throw RefusedException.conflict("the renewal was decided on already");
    }
    RefusedException.unlessStale(
        () -> recording(by, decided, action).certificates().decide(decided));
    return decided;
  }

  private Store recording(Actor by, CertificateRenewal wish, String action) {
    Subject subject = new Subject("deviceCertificate", wish.certificateId(), wish.clientId());
    return trail.recording(by, wish.scopeId(), action, subject, Map.of());
  }
}
