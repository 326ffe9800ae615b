// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import io.slipway.domain.CertificateRenewal;
import io.slipway.domain.DeviceCertificate;
import io.slipway.domain.Id;
import io.slipway.domain.PlatformKey;
import io.slipway.domain.RevocationList;
import io.slipway.domain.RevokedCertificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads the certificates that devices were given; throws as {@link StoreReader} does. */
public interface CertificateReader {

  Optional<DeviceCertificate> certificate(Id certificateId);

  /** The one with this SHA-256, in whatever account. */
  Optional<DeviceCertificate> presented(String fingerprint);

  /**
   * Those that a device was given while it was provisioned, of one generation of a request, the
   * oldest first; at most a hundred.
   */
  List<DeviceCertificate> issued(Id requestId, int generation);

  /** What a device got when it asked for another in the place of one, with this request. */
  Optional<DeviceCertificate> renewed(DeviceCertificate replaced, String csrSha256);

  /** The newest of a generation that is not revoked. */
  Optional<DeviceCertificate> newest(Id requestId, int generation);

  /** How many were issued since. */
  long countIssued(Id requestId, int generation, Instant since);

  /** What is known of the wish to renew an expired one. */
  Optional<CertificateRenewal> renewal(Id certificateId);

  /** The device's newest wish. */
  Optional<CertificateRenewal> renewal(Id scopeId, String clientId);

  Page<CertificateRenewal> renewals(Id scopeId, RenewalFilter filter, PageRequest page);

  long countRenewals(Id scopeId, RenewalFilter filter);

  Page<DeviceCertificate> certificates(Id scopeId, String clientId, PageRequest page);

  long countCertificates(Id scopeId, String clientId);

  /** The keys of the platform whose names begin like this. */
  List<PlatformKey> platformKeys(String beginning);

  /** How many of an account's were ever revoked. */
  long countRevoked(Id scopeId);

  /** Those of an account that were revoked, without those that have ended before a time. */
  List<RevokedCertificate> revoked(Id scopeId, Instant since);

  /**
   * The one of an account with this serial number.
   *
   * @param serial in lower-case hex
   */
  Optional<DeviceCertificate> numbered(Id scopeId, String serial);

  /**
   * What an authority has signed last.
   *
   * @param authority the id of its key
   */
  Optional<RevocationList> revocationList(String authority);
}
