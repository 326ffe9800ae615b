// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.est;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a server of EST says to the wish for a certificate. */
public sealed interface EstAnswer {

  /**
   * Here it is.
   *
   * @param serverTime what time it is there, where it says so
   */
  record Issued(X509Certificate certificate, Optional<Instant> serverTime) implements EstAnswer {}

  /**
   * Not now.
   *
   * @param retryAfter zero where it named no time
   */
  record Later(String why, Duration retryAfter) implements EstAnswer {}

  /** Not like this. */
  record Refused(String why) implements EstAnswer {}
}
