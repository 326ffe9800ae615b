// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import static io.slipway.provisioning.TestDevice.CERTIFICATES;
import static io.slipway.provisioning.TestDevice.COMPLETE;
import static io.slipway.provisioning.TestDevice.CONFIGURATION;
import static io.slipway.provisioning.TestDevice.REFUSE;
import static io.slipway.provisioning.TestDevice.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.Closing;
import io.slipway.domain.Execution;
import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.Id;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.Timing;
import io.slipway.protocol.message.Answer;
import io.slipway.protocol.message.FailureCause;
import io.slipway.provisioning.TestDevice.Heard;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An operator stops a request, wherever its device is. */
class StopTest {
  private static final List<String> STEPS = List.of(CERTIFICATES, CONFIGURATION, COMPLETE);
  private static final LoginDecision STOPPED =
      new LoginDecision.Turned(FailureCause.STOPPED, OptionalLong.empty());

  private Site site;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    site = new Site(folder, Timing.DEFAULT);
  }

  @AfterEach
  void close() {
    site.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void stop_endsTheAttemptAtWhateverStep(int answered) {
    ProvisionRequest order = site.order("gateway");
    TestDevice device = new TestDevice(site, order).connects().asks(1);
    STEPS.subList(0, answered).forEach(device::accepts);
    Heard open = device.expects(STEPS.get(answered));
    assertThat(site.provisioner().stop(order.id())).isEqualTo(StopOutcome.STOPPED);

    Heard refusal = device.expects(REFUSE);
    assertThat(refusal.payload().string("failure.cause")).contains("STOPPED");
    await(device.answers(open, Answer.accepted()));
    await(device.answers(refusal, Answer.accepted()));
    assertThat(device.closed()).isEqualTo(Closing.STOPPED);
    Execution attempt = site.attempt(order);
    assertThat(attempt.status()).isEqualTo(ExecutionStatus.STOPPED);
    assertThat(attempt.failureCause()).contains(FailureCause.CANCELLED_BY_OPERATOR);
    boolean delivered = answered > 0;
    if (delivered) {
      assertThat(site.credential(order).revoked()).isTrue();
    } else {
      assertThat(site.store.real().credentials(order.deviceUsername())).isEmpty();
    }
    assertThat(site.provisioner().arrived(order.id(), 1)).as("may come in").isFalse();
    assertThat(site.progress(order).status()).isEqualTo(ExecutionStatus.STOPPED);
    assertThat(new TestDevice(site, order).tryLogin(Site.PASSWORD, true)).isEqualTo(STOPPED);
  }

  @Test
  void stop_beforeTheDeviceCameAndAfterItsAttemptFailed() {
    ProvisionRequest waiting = site.order("waiting");
    assertThat(site.provisioner().stop(waiting.id())).isEqualTo(StopOutcome.STOPPED);
    assertThat(site.provisioner().stop(waiting.id())).isEqualTo(StopOutcome.ALREADY_STOPPED);
    assertThat(new TestDevice(site, waiting).tryLogin(Site.PASSWORD, true)).isEqualTo(STOPPED);

    ProvisionRequest failed = site.order("failed");
    TestDevice device = new TestDevice(site, failed).connects().asks(1).accepts(CERTIFICATES);
    await(device.answers(device.expects(CONFIGURATION), Answer.refused(500, "no")));
    device.hangsUp();
    assertThat(site.provisioner().stop(failed.id())).isEqualTo(StopOutcome.STOPPED);
    assertThat(site.credential(failed).revoked()).isTrue();
    // The attempt ended before; its end stays.
    assertThat(site.attempt(failed).status()).isEqualTo(ExecutionStatus.FAILED);
  }

  @Test
  void stop_ofAConnectedDeviceThatNeverSpokeClosesIt() {
    ProvisionRequest order = site.order("silent");
    TestDevice device = new TestDevice(site, order).connects();
    assertThat(site.provisioner().stop(order.id())).isEqualTo(StopOutcome.STOPPED);
    assertThat(device.closed()).isEqualTo(Closing.STOPPED);
    device.hearsNothing();
  }

  @Test
  void arrivalThatWasFirst_wins() {
    ProvisionRequest order = site.order("gateway");
    new TestDevice(site, order).connects().asks(1).accepts(CERTIFICATES).accepts(CONFIGURATION);
    assertThat(site.provisioner().arrived(order.id(), 1)).isTrue();
    assertThat(site.provisioner().stop(order.id())).isEqualTo(StopOutcome.ALREADY_COMPLETED);
    assertThat(site.credential(order).revoked()).isFalse();
    assertThat(site.progress(order).status()).isEqualTo(ExecutionStatus.COMPLETED);
  }

  @Test
  void requestThatIsNone_isUnknown() {
    assertThat(site.provisioner().stop(new Id(123_456))).isEqualTo(StopOutcome.UNKNOWN);
  }
}
