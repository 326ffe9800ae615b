// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.Account;
import io.slipway.domain.Actor;
import io.slipway.domain.AuditRecord.Subject;
import io.slipway.domain.CertificateProfile;
import io.slipway.domain.DeviceCertificate;
import io.slipway.domain.Id;
import io.slipway.protocol.signing.Pem;
import io.slipway.registry.Enrollments.Outcome;
import io.slipway.security.AccountAuthority;
import io.slipway.security.CertificateAuthority;
import io.slipway.security.DeviceCsr;
import io.slipway.security.DeviceName;
import io.slipway.security.Fingerprints;
import io.slipway.security.IdSource;
import io.slipway.security.IssuerAwayException;
import io.slipway.store.CertificateLedger;
import io.slipway.store.DeviceChange;
import io.slipway.store.StaleException;
import io.slipway.store.Store;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Issues certificates to devices that were provisioned; the same request gets the same one. */
final class IssuedCertificates {
  /** A device that asks with more keys has lost its way, and would fill the database. */
  static final int MOST_A_DAY = 16;

  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final Duration LATER = Duration.ofHours(1);
  private static final String REVOKED_SINCE =
      "the certificate for this request was revoked; it takes another key";
  private static final String REVOKED = "the certificate was revoked";
  private static final String USED = "the certificate was renewed already, once";

  private final Store store;
  private final CertificateAuthority authority;
  private final IdSource ids;
  private final AuditTrail trail;

  IssuedCertificates(Store store, CertificateAuthority authority, IdSource ids, AuditTrail trail) {
    this.store = store;
    this.authority = authority;
    this.ids = ids;
    this.trail = trail;
  }

  /**
   * Whom a certificate is for.
   *
   * @param replaced the one that it is to take the place of
   */
  record Place(
      Id scopeId,
      Id requestId,
      int generation,
      String clientId,
      Optional<DeviceCertificate> replaced,
      CertificateProfile profile,
      Duration life) {

    DeviceName name(Account account) {
      return new DeviceName(clientId, account.name(), profile);
    }
  }

  /** What was issued before for the same request. */
  static Outcome again(DeviceCertificate same) {
    if (same.revoked()) {
      return new Outcome.Refused(REVOKED_SINCE);
    }
    try {
      return new Outcome.Issued(Pem.certificates(same.pem()).get(0));
    } catch (CertificateException e) {
      throw new IllegalStateException("a certificate that was stored cannot be read", e);
    }
  }

  Outcome issue(Place place, DeviceCsr csr, String source) {
    try {
      return issue(place, csr, source, "certificateIssued", CertificateLedger::issue);
    } catch (StaleException revoked) {
      return new Outcome.Refused(REVOKED);
    }
  }

  /** By an approval, which is used up. */
  Outcome issueLate(Place place, DeviceCsr csr, String source) {
    try {
      return issue(place, csr, source, "certificateIssuedLate", CertificateLedger::issueLate);
    } catch (StaleException used) {
      return new Outcome.Refused(USED);
    }
  }

  /** How it is stored. */
  @FunctionalInterface
  private interface Storing {
    void store(CertificateLedger ledger, DeviceCertificate certificate, DeviceChange seen);
  }

  private Outcome issue(Place place, DeviceCsr csr, String source, String action, Storing storing) {
    Instant now = trail.now();
    long lately =
        store.certificates().countIssued(place.requestId(), place.generation(), now.minus(DAY));
    if (lately >= MOST_A_DAY) {
      return new Outcome.TooMany(LATER.toSeconds());
    }
    DeviceCertificate certificate;
    try {
      certificate = certificate(place, csr, now);
    } catch (IssuerAwayException away) {
      return new Outcome.Away(SOON.toSeconds());
    }
    Map<String, String> detail = new HashMap<>(Map.of("serial", certificate.serial()));
    place.replaced().ifPresent(r -> detail.put("replaces", r.serial()));
    CertificateLedger ledger =
        trail
            .recording(
                new Actor(Id.PLATFORM, place.clientId(), source),
                place.scopeId(),
                action,
                new Subject("deviceCertificate", certificate.id(), place.clientId()),
                detail)
            .certificates();
    storing.store(ledger, certificate, seen(certificate, now));
    return again(stored(place, certificate));
  }

  /** Another node may have been faster with the same request. */
  private DeviceCertificate stored(Place place, DeviceCertificate certificate) {
    String csr = certificate.csrSha256();
    return place
        .replaced()
        .flatMap(r -> store.certificates().renewed(r, csr))
        .or(
            () ->
                store.certificates().issued(place.requestId(), place.generation()).stream()
                    .filter(c -> c.csrSha256().equals(csr))
                    .findFirst())
        .orElse(certificate);
  }

  private DeviceCertificate certificate(Place place, DeviceCsr csr, Instant now)
      throws IssuerAwayException {
    Account account = store.account(place.scopeId()).orElseThrow();
    AccountAuthority issuer = authority.account(account.id(), account.name());
    List<X509Certificate> chain =
        issuer.deviceIssuer().issue(csr, place.name(account), place.life());
    X509Certificate issued = chain.getFirst();
    return new DeviceCertificate(
        ids.next(),
        place.scopeId(),
        place.requestId(),
        place.generation(),
        place.clientId(),
        csr.sha256(),
        issued.getSerialNumber().toString(16),
        Fingerprints.of(issued),
        issued.getNotBefore().toInstant(),
        issued.getNotAfter().toInstant(),
        Pem.of(chain),
        now,
        Optional.empty(),
        place.replaced().map(DeviceCertificate::id));
  }

  private DeviceChange seen(DeviceCertificate certificate, Instant now) {
    String told = "a certificate valid to " + certificate.notAfter();
    return new DeviceChange(
        certificate.scopeId(),
        certificate.clientId(),
        ids.next(),
        now,
        Map.of(),
        Optional.empty(),
        List.of(new DeviceChange.Event(ids.next(), now, "CERTIFICATE", told)));
  }
}
