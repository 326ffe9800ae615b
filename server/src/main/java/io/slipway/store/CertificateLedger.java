// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import io.slipway.domain.CertificateRenewal;
import io.slipway.domain.DeviceCertificate;
import io.slipway.domain.RevocationList;
import java.time.Instant;

/**
 * Writes about certificates of devices outside the flow: those that they ask for by themselves, and
 * what is published; throws as {@link Store} does.
 */
public interface CertificateLedger extends CertificateReader {

  /**
   * Stores a certificate, unless there is one in place of the same one for the same request. Throws
   * {@link StaleException} where the one before was revoked meanwhile.
   *
   * @param seen what the device's log tells of it
   */
  void issue(DeviceCertificate certificate, DeviceChange seen);

  /**
   * The same of one that takes an approval, which is used up with it. Throws {@link StaleException}
   * where that is not there (any more).
   */
  void issueLate(DeviceCertificate certificate, DeviceChange seen);

  /** Revokes what a device had before a certificate that it has shown. */
  void supersede(DeviceCertificate shown, Instant on);

  /**
   * Puts a wish into the account's queue, unless it is there already, or as many are waiting. Those
   * whose time is over give way.
   */
  void ask(CertificateRenewal wish, int most);

  /** Decides on a wish; throws {@link StaleException} where it is not waiting any more. */
  void decide(CertificateRenewal decided);

  /**
   * Keeps an authority's list in place of the one whose number is one below. Where another was
   * faster nothing changes.
   */
  void keep(RevocationList fresh);
}
