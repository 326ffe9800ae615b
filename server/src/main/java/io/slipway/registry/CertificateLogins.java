// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.Actor;
import io.slipway.domain.AuditRecord;
import io.slipway.domain.DeviceCertificate;
import io.slipway.domain.Id;
import io.slipway.protocol.message.FailureCause;
import io.slipway.security.Fingerprints;
import io.slipway.security.IdSource;
import io.slipway.store.Store;
import io.slipway.store.StoreReader;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * Judges devices that show a certificate at an account's broker. It is known by its fingerprint, so
 * that nothing counts but what an account's own authority has issued for that very device.
 */
final class CertificateLogins {
  private static final String UNKNOWN = "No device was given the certificate that was shown.";
  private static final String REVOKED =
      "The certificate was revoked: the request was stopped, or the device has a newer login.";
  private static final String OUTDATED = "The certificate is not valid at this time.";
  private static final String OF_ANOTHER = "The certificate is that of a device of another id.";
  private static final String NOT_CONFIGURED =
      "The device has a certificate, but was not configured yet.";

  private final Store store;
  private final IdSource ids;
  private final Clock clock;

  CertificateLogins(Store store, IdSource ids, Clock clock) {
    this.store = store;
    this.ids = ids;
    this.clock = clock;
  }

  /** What is found of a certificate. */
  sealed interface Finding {}

  record Counts(DeviceCertificate certificate) implements Finding {}

  record Refused(Optional<Id> scopeId, FailureCause cause, String check) implements Finding {}

  Finding judge(String clientId, X509Certificate shown) {
    Optional<DeviceCertificate> known = store.certificates().presented(Fingerprints.of(shown));
    if (known.isEmpty()) {
      return new Refused(Optional.empty(), FailureCause.CERTIFICATE_UNTRUSTED, UNKNOWN);
    }
    DeviceCertificate certificate = known.get();
    if (!certificate.clientId().equals(clientId)) {
      return refused(certificate, FailureCause.CERTIFICATE_MISMATCH, OF_ANOTHER);
    }
    if (certificate.revoked()) {
      return refused(certificate, FailureCause.SUPERSEDED, REVOKED);
    }
    if (!certificate.countsAt(clock.instant())) {
      return refused(certificate, FailureCause.CERTIFICATE_UNTRUSTED, OUTDATED);
    }
    return wasConfigured(certificate)
        ? new Counts(certificate)
        : refused(certificate, FailureCause.CERTIFICATE_MISMATCH, NOT_CONFIGURED);
  }

  boolean stillCounts(Id certificateId) {
    return store
        .certificates()
        .certificate(certificateId)
        .filter(c -> c.countsAt(clock.instant()))
        .isPresent();
  }

  private boolean wasConfigured(DeviceCertificate certificate) {
    return wasConfigured(store, certificate.requestId(), certificate.generation());
  }

  /** As with a password, which counts from the moment on that the configuration was sent. */
  static boolean wasConfigured(StoreReader store, Id requestId, int generation) {
    return store
        .request(requestId)
        .map(r -> r.progress())
        .filter(p -> p.generation() > generation || p.delivered())
        .isPresent();
  }

  /** The device is in by a password, which decides; it may have shown a certificate as well. */
  Optional<AdmittedDevice> besidePassword(AccountLogin login, Optional<AdmittedDevice> admitted) {
    return admitted.isEmpty()
        ? admitted
        : login
            .certificate()
            .map(Fingerprints::of)
            .flatMap(store.certificates()::presented)
            .filter(c -> c.requestId().equals(admitted.get().requestId()))
            .filter(c -> c.countsAt(clock.instant()))
            .map(c -> entered(c, admitted))
            .orElse(admitted);
  }

  /**
   * The device is in: with a certificate that it has asked for by itself, what it had before is
   * needed no more.
   */
  Optional<AdmittedDevice> entered(DeviceCertificate shown, Optional<AdmittedDevice> admitted) {
    boolean first =
        admitted.isPresent()
            && shown
                .replaces()
                .flatMap(store.certificates()::certificate)
                .filter(before -> !before.revoked())
                .isPresent();
    if (first) {
      Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
      store
          .audited(
              new AuditRecord(
                  ids.next(),
                  shown.scopeId(),
                  now,
                  new Actor(Id.PLATFORM, shown.clientId(), admitted.get().sourceIp()),
                  "certificateSuperseded",
                  new AuditRecord.Subject(
                      "deviceCertificate", shown.replaces().get(), shown.clientId()),
                  Map.of("by", shown.serial())))
          .certificates()
          .supersede(shown, now);
    }
    return admitted;
  }

  private static Refused refused(DeviceCertificate certificate, FailureCause cause, String check) {
    return new Refused(Optional.of(certificate.scopeId()), cause, check);
  }
}
