// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How the platform is addressed, and what it advises devices to do. and when again.
 *
 * @param controlPrefix the first segment of control topics, {@code $EDC} unless configured
 * @param provisionAccount the account that every device logs in to first
 * @param requesterClientId what answers are addressed to, {@code slipway-} and the node's id
 * @param web what there is by HTTPS; once that is known
 * @param retryAfter how long a device that has failed is told to wait at least
 */
public record PlatformNames(
    String controlPrefix,
    String provisionAccount,
    String requesterClientId,
    Supplier<Optional<WebAddresses>> web,
    Duration retryAfter) {

  /** A platform that has nothing by HTTPS. */
  public PlatformNames(String controlPrefix, String provisionAccount, String requesterClientId) {
    this(
        controlPrefix, provisionAccount, requesterClientId, Optional::empty, Duration.ofMinutes(1));
  }
}
