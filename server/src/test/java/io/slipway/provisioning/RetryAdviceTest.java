// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.Id;
import io.slipway.domain.ProvisionRequest;
import io.slipway.protocol.message.FailureCause;
import io.slipway.store.Samples;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When a device that has failed is told to come again. */
class RetryAdviceTest {
  private static final List<ProvisionRequest> REQUESTS =
      IntStream.range(0, 200)
          .mapToObj(i -> new Samples().request(new Id(7), "device-" + i))
          .toList();

  @Test
  void devices_waitAsLongAsIsSetAndUpToAThirdLonger() {
    assertThat(told(Duration.ofSeconds(60))).allMatch(s -> s >= 60 && s < 80).hasSizeGreaterThan(9);
    assertThat(told(Duration.ofSeconds(1))).containsExactly(1L);
  }

  @Test
  void whatWaitingDoesNotMend_isNotToBeTriedAgain() {
    RetryAdvice advice = new RetryAdvice(Duration.ofSeconds(60), Clock.systemUTC());
    assertThat(advice.seconds(FailureCause.EXPIRED, REQUESTS.getFirst())).isEmpty();
  }

  private static Set<Long> told(Duration pause) {
    RetryAdvice advice = new RetryAdvice(pause, Clock.systemUTC());
    Set<Long> told = new HashSet<>();
    for (ProvisionRequest request : REQUESTS) {
      told.add(advice.seconds(FailureCause.STEP_TIMEOUT, request).orElseThrow());
    }
    return told;
  }
}
