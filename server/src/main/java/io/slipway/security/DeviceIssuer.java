// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/**
 * Whoever issues the certificates of an account's devices: a key that the platform has, or an
 * authority elsewhere. Who calls may have to wait, some seconds at most.
 */
public interface DeviceIssuer {

  /**
   * Issues a certificate.
   *
   * @param life how long it is to be valid; an authority elsewhere may have a rule of its own
   * @return the certificate first, then those above it, without the platform's root
   * @throws IssuerAwayException where there is none now, and trying again makes sense
   */
  List<X509Certificate> issue(DeviceCsr request, DeviceName name, Duration life)
      throws IssuerAwayException;
}
