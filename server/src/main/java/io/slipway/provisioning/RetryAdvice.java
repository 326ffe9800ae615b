// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import io.slipway.domain.ProvisionRequest;
import io.slipway.protocol.message.FailureCause;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;

/** When a refused device may try again, where trying again makes sense. */
final class RetryAdvice {
  /** The longest wait is longer than the shortest by one part in so many. */
  private static final long SPREAD = 3;

  private static final long DAY_SECONDS = Duration.ofDays(1).toSeconds();

  private final long pause;
  private final Clock clock;

  RetryAdvice(Duration pause, Clock clock) {
    this.pause = pause.toSeconds();
    this.clock = clock;
  }

  OptionalLong seconds(FailureCause cause, ProvisionRequest request) {
    if (cause == FailureCause.NOT_YET_ACTIVE) {
      Duration wait =
          Duration.between(clock.instant(), request.options().activation().activatesOn());
      return OptionalLong.of(Math.clamp(wait.toSeconds() + 1, 1, DAY_SECONDS));
    }
    return cause.worthRetrying()
        ? OptionalLong.of(pause + spread(request.clientId()))
        : OptionalLong.empty();
  }

  /** Those who were turned away together do not come back together. */
  private long spread(String clientId) {
    return Math.floorMod(clientId.hashCode(), Math.max(1, pause / SPREAD));
  }
}
