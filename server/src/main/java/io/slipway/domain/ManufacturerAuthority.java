// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.time.Instant;
import java.util.Optional;

/**
 * A manufacturer's certificate authority that an account trusts to tell its devices.
 *
 * @param certificates as PEM: the authority's own first, then those that hang on it
 * @param fingerprint SHA-256 of its own certificate, in lower-case hex
 * @param subject of its own certificate, and until when that is valid
 */
public record ManufacturerAuthority(
    Id id,
    Id scopeId,
    String name,
    String certificates,
    String fingerprint,
    String subject,
    Instant notAfter,
    Revocations revocations,
    Audit audit) {

  /**
   * Who of its devices counts no more.
   *
   * @param crls revocation lists as PEM, empty where none was uploaded
   * @param nextUpdate when the first of them is outdated
   */
  public record Revocations(CrlPolicy policy, Optional<String> crls, Optional<Instant> nextUpdate) {

    public boolean outdatedAt(Instant now) {
      return nextUpdate.filter(now::isAfter).isPresent();
    }
  }

  /** One state of an authority; whatever is changed of it, this changes. */
  public record Stamp(Id id, int optlock) {}

  public ManufacturerAuthority with(Revocations changed, Audit by) {
    return new ManufacturerAuthority(
        id, scopeId, name, certificates, fingerprint, subject, notAfter, changed, by);
  }

  @Override
  public String toString() {
    return "ManufacturerAuthority[" + name + "]";
  }
}
