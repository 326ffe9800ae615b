// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.protocol.signing.Pem;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/**
 * The authority of one account, below the platform's root: it issues what the account's devices and
 * messages to them need, and can issue nothing that provisions a device.
 */
public final class AccountAuthority {
  private final Certificates certificates;
  private final PlatformKeys.Entry authority;
  private final PlatformKeys.Entry management;
  private final String chains;

  /**
   * @param platformChain of the platform's signer, in PEM
   */
  AccountAuthority(
      Certificates certificates,
      PlatformKeys.Entry authority,
      PlatformKeys.Entry management,
      String platformChain) {
    this.certificates = certificates;
    this.authority = authority;
    this.management = management;
    this.chains = platformChain + Pem.of(management.certificate(), authority.certificate());
  }

  public X509Certificate certificate() {
    return authority.certificate();
  }

  /**
   * What step 1 of the protocol sends: the platform's chain, then the account's management chain,
   * which ends below the same root.
   */
  public String chains() {
    return chains;
  }

  /** A certificate for a device's own key. */
  public X509Certificate issue(DeviceCsr request, DeviceName name, Duration life) {
    return certificates.device(request.key(), authority, name, life);
  }

  /** Whether all of it is valid at a time. */
  boolean lastsUntil(Instant time) {
    return authority.certificate().getNotAfter().toInstant().isAfter(time)
        && management.certificate().getNotAfter().toInstant().isAfter(time);
  }

  @Override
  public String toString() {
    return "AccountAuthority[" + certificate().getSubjectX500Principal() + "]";
  }
}
