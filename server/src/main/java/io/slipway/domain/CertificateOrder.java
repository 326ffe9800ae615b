// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import io.slipway.protocol.message.KeyType;

/**
 * A certificate of its own that a device is to get.
 *
 * @param keyType of the key that the device makes
 * @param lifetimeDays how long it is valid, 1 to 3,650 days
 * @param profile what else it says
 */
public record CertificateOrder(
    Issue issue, KeyType keyType, int lifetimeDays, CertificateProfile profile) {
  public static final int LONGEST_LIFETIME_DAYS = 3_650;
  public static final CertificateOrder DEFAULT =
      new CertificateOrder(Issue.BESIDE, KeyType.EC_P256, 365);

  public CertificateOrder(Issue issue, KeyType keyType, int lifetimeDays) {
    this(issue, keyType, lifetimeDays, CertificateProfile.DEFAULT);
  }

  public CertificateOrder with(CertificateProfile other) {
    return new CertificateOrder(issue, keyType, lifetimeDays, other);
  }

  /** What becomes of the password for the account's broker. */
  public enum Issue {
    BESIDE,
    INSTEAD
  }
}
