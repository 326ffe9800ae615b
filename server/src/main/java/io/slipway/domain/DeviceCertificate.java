// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * A certificate that a device was given for a key of its own.
 *
 * @param generation of the request's credentials that it is one of
 * @param csrSha256 of the certification request that it answers
 * @param serial in lower-case hex
 * @param fingerprint SHA-256 of the certificate, in lower-case hex
 * @param pem with its issuers, without the platform's root
 * @param replaces the one that the device had before, where it has asked for this by itself
 */
public record DeviceCertificate(
    Id id,
    Id scopeId,
    Id requestId,
    int generation,
    String clientId,
    String csrSha256,
    String serial,
    String fingerprint,
    Instant notBefore,
    Instant notAfter,
    String pem,
    Instant createdOn,
    Optional<Revocation> revocation,
    Optional<Id> replaces) {

  /** One that was given to the device while it was provisioned. */
  public DeviceCertificate(
      Id id,
      Id scopeId,
      Id requestId,
      int generation,
      String clientId,
      String csrSha256,
      String serial,
      String fingerprint,
      Instant notBefore,
      Instant notAfter,
      String pem,
      Instant createdOn,
      Optional<Revocation> revocation) {
    this(
        id,
        scopeId,
        requestId,
        generation,
        clientId,
        csrSha256,
        serial,
        fingerprint,
        notBefore,
        notAfter,
        pem,
        createdOn,
        revocation,
        Optional.empty());
  }

  /** From when on, and why, it counts no more. */
  public record Revocation(Instant on, String cause) {}

  public boolean revoked() {
    return revocation.isPresent();
  }

  /** Whether it may be used at a time. */
  public boolean countsAt(Instant now) {
    return !revoked() && !now.isBefore(notBefore) && !now.isAfter(notAfter);
  }

  @Override
  public String toString() {
    return "DeviceCertificate[" + serial + " of " + clientId + "]";
  }
}
