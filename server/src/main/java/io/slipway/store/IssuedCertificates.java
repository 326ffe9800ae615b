// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import io.slipway.domain.RevocationList;

/** What is published of certificates that were issued. */
public interface IssuedCertificates extends CertificateReader {

  /**
   * Keeps an authority's list in place of the one whose number is one below. Where another was
   * faster nothing changes.
   */
  void keep(RevocationList fresh);
}
