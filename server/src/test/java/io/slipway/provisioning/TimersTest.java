// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import static io.slipway.provisioning.TestDevice.CERTIFICATES;
import static io.slipway.provisioning.TestDevice.COMPLETE;
import static io.slipway.provisioning.TestDevice.CONFIGURATION;
import static io.slipway.provisioning.TestDevice.REFUSE;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.Closing;
import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.Timing;
import io.slipway.protocol.message.FailureCause;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing waits for ever. How long exactly is a matter of the domain's tests. */
class TimersTest {
  private static final Duration SOON = Duration.ofMillis(200);
  private static final Duration NEVER = Duration.ofHours(1);

  @TempDir Path folder;
  private Site site;
  private ProvisionRequest order;

  @BeforeEach
  void open() throws Exception {
    patience(NEVER, NEVER, NEVER, NEVER, NEVER);
  }

  private void patience(
      Duration grace, Duration answer, Duration reconnect, Duration arrival, Duration refusal)
      throws Exception {
    close();
    Path own = folder.resolve(grace + "-" + answer + "-" + reconnect + "-" + arrival + refusal);
    site = new Site(own, new Timing(grace, answer, answer, answer, reconnect, arrival, refusal));
    order = site.order("gateway");
  }

  @AfterEach
  void close() {
    if (site != null) {
      site.close();
    }
  }

  @Test
  void deviceThatSaysNothing_isClosed() throws Exception {
    patience(SOON, NEVER, NEVER, NEVER, NEVER);
    TestDevice device = new TestDevice(site, order).connects();
    assertThat(device.closed()).isEqualTo(Closing.REFUSED);
    assertThat(site.progress(order).failureCause()).contains(FailureCause.MESSAGE_TIMEOUT);
    assertThat(site.progress(order).attempts()).isZero();
  }

  @Test
  void deviceThatDoesNotListen_failsAsNotSubscribed() throws Exception {
    patience(SOON, NEVER, NEVER, NEVER, NEVER);
    TestDevice device = new TestDevice(site, order);
    device.tryLogin(Site.PASSWORD, true);
    device.asks(1).hearsNothing();
    assertThat(device.closed()).isEqualTo(Closing.REFUSED);
    assertThat(site.progress(order).failureCause()).contains(FailureCause.NOT_SUBSCRIBED);
  }

  @Test
  void requestThatIsNotAnswered_endsTheAttemptAndThenTheConnection() throws Exception {
    patience(NEVER, SOON, NEVER, NEVER, SOON);
    TestDevice device = new TestDevice(site, order).connects().asks(1);
    device.expects(CERTIFICATES);
    assertThat(device.expects(REFUSE).payload().string("failure.cause")).contains("STEP_TIMEOUT");
    assertThat(device.closed()).isEqualTo(Closing.REFUSED);
    assertThat(site.progress(order).status()).isEqualTo(ExecutionStatus.FAILED);
  }

  @Test
  void deviceThatDoesNotComeBack_isGivenUp() throws Exception {
    patience(NEVER, NEVER, SOON, NEVER, NEVER);
    TestDevice device = new TestDevice(site, order).connects().asks(1);
    device.expects(CERTIFICATES);
    device.hangsUp();
    Eventually.holds(() -> site.progress(order).status() == ExecutionStatus.FAILED);
    assertThat(site.progress(order).failureCause()).contains(FailureCause.DEVICE_DISCONNECTED);
  }

  @Test
  void deviceThatDoesNotComeBackAfterACrash_isGivenUpToo() throws Exception {
    patience(NEVER, NEVER, SOON, NEVER, NEVER);
    new TestDevice(site, order).connects().asks(1).expects(CERTIFICATES);
    site.crashes();
    Eventually.holds(() -> site.progress(order).status() == ExecutionStatus.FAILED);
    assertThat(site.attempt(order).failureCause()).contains(FailureCause.DEVICE_DISCONNECTED);
  }

  @Test
  void deviceThatDoesNotArrive_isGivenUpAlsoAfterACrash() throws Exception {
    patience(NEVER, NEVER, NEVER, SOON, NEVER);
    TestDevice device = new TestDevice(site, order).connects().asks(1);
    device.accepts(CERTIFICATES).accepts(CONFIGURATION).accepts(COMPLETE).hangsUp();
    site.crashes();
    Eventually.holds(() -> site.progress(order).status() == ExecutionStatus.FAILED);
    assertThat(site.progress(order).failureCause()).contains(FailureCause.ARRIVAL_TIMEOUT);
    site.provisioner().arrived(order.id(), 1);
    assertThat(site.progress(order).status()).isEqualTo(ExecutionStatus.COMPLETED);
  }

  @Test
  void fullDevice_isClosedWhenItDoesNotLeaveByItself() throws Exception {
    patience(NEVER, NEVER, NEVER, NEVER, SOON);
    TestDevice device = new TestDevice(site, order).connects().asks(1);
    device.accepts(CERTIFICATES).accepts(CONFIGURATION).accepts(COMPLETE);
    assertThat(device.closed()).isEqualTo(Closing.COMPLETED);
    assertThat(site.progress(order).status()).isEqualTo(ExecutionStatus.RUNNING);
  }
}
