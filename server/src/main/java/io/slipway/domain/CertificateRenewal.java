// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The wish of a device that slept past the end of its certificate to get one more for the same key.
 * There is one for each certificate, and one approval is for one use.
 *
 * @param certificateId the expired one
 * @param expiredOn when that has ended
 * @param source the address that the device asked from first
 */
public record CertificateRenewal(
    Id certificateId,
    Id scopeId,
    String clientId,
    Instant expiredOn,
    Instant askedOn,
    String source,
    State state,
    Optional<Decided> decided) {

  /** How long after its end a certificate can still be renewed. */
  public static final Duration GRACE = Duration.ofDays(30);

  /** How far a wish has got. */
  public enum State {
    /** An operator has to decide. */
    WAITING,
    /** The device will get one certificate when it asks again. */
    APPROVED,
    REJECTED,
    /** The device has got it. */
    USED
  }

  /** Who decided, and when. */
  public record Decided(Instant on, Id by) {}

  /** What a device is told that comes with an expired certificate. */
  public sealed interface Verdict {
    /** An operator is to be asked. */
    record Ask() implements Verdict {}

    /** An operator has been asked. */
    record Wait() implements Verdict {}

    /** It gets a certificate, once. */
    record Give() implements Verdict {}

    /** It does not. */
    record Refuse(String why) implements Verdict {}
  }

  public static CertificateRenewal of(DeviceCertificate expired, String source, Instant now) {
    return new CertificateRenewal(
        expired.id(),
        expired.scopeId(),
        expired.clientId(),
        expired.notAfter(),
        now,
        source,
        State.WAITING,
        Optional.empty());
  }

  /**
   * Judges a device that comes with an expired certificate which was not revoked.
   *
   * @param sameKey whether it asks for the key that the certificate is for
   * @param known what has become of its wish, where it has asked before
   */
  public static Verdict judge(
      DeviceCertificate expired, boolean sameKey, Optional<CertificateRenewal> known, Instant now) {
    if (now.isAfter(expired.notAfter().plus(GRACE))) {
      return new Verdict.Refuse(
          "the certificate expired more than "
              + GRACE.toDays()
              + " days ago; the device has to be provisioned again");
    }
    if (!sameKey) {
      return new Verdict.Refuse("an expired certificate is renewed only for the key that it has");
    }
    return known.map(CertificateRenewal::verdict).orElseGet(Verdict.Ask::new);
  }

  private Verdict verdict() {
    return switch (state) {
      case WAITING -> new Verdict.Wait();
      case APPROVED -> new Verdict.Give();
      case REJECTED -> new Verdict.Refuse("an operator has rejected the renewal");
      case USED -> new Verdict.Refuse("the certificate was renewed already, once");
    };
  }

  /** When nothing comes of it any more. */
  public Instant endsOn() {
    return expiredOn.plus(GRACE);
  }

  public CertificateRenewal decided(boolean approved, Instant on, Id by) {
    return new CertificateRenewal(
        certificateId,
        scopeId,
        clientId,
        expiredOn,
        askedOn,
        source,
        approved ? State.APPROVED : State.REJECTED,
        Optional.of(new Decided(on, by)));
  }
}
