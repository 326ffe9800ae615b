// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

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

  /** Those of one generation of a request, the oldest first; at most a hundred. */
  List<DeviceCertificate> issued(Id requestId, int generation);

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
