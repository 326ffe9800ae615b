// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import java.time.Instant;

/** What an authority knows of a certificate. */
public sealed interface CertificateStatus {

  /** It has issued it, and nothing is against it. */
  record Good() implements CertificateStatus {}

  /** It counts no more. */
  record Revoked(Instant on, String cause) implements CertificateStatus {}

  /** It is none of its own. */
  record Unknown() implements CertificateStatus {}
}
