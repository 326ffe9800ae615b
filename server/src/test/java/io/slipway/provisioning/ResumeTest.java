// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import static io.slipway.provisioning.TestDevice.CERTIFICATES;
import static io.slipway.provisioning.TestDevice.COMPLETE;
import static io.slipway.provisioning.TestDevice.CONFIGURATION;
import static io.slipway.provisioning.TestDevice.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.slipway.domain.Closing;
import io.slipway.domain.Execution;
import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.Timing;
import io.slipway.protocol.message.Answer;
import io.slipway.protocol.message.FailureCause;
import io.slipway.provisioning.TestDevice.Heard;
import io.slipway.store.PageRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is lost on the way, the device goes on where it was, and gets the same again. */
class ResumeTest {
  private static final List<String> STEPS = List.of(CERTIFICATES, CONFIGURATION, COMPLETE);

  private Site site;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    site = new Site(folder, Timing.DEFAULT);
  }

  @AfterEach
  void close() {
    site.close();
  }

  /** How the device and the server part in the middle. */
  private enum Parting {
    CONNECTION_LOST,
    SERVER_CRASH,
    TAKE_OVER
  }

  @ParameterizedTest
  @CsvSource({
    "CONNECTION_LOST,0", "CONNECTION_LOST,1", "CONNECTION_LOST,2",
    "SERVER_CRASH,0", "SERVER_CRASH,1", "SERVER_CRASH,2",
    "TAKE_OVER,0", "TAKE_OVER,1", "TAKE_OVER,2"
  })
  void attempt_goesOnWhereItWas(Parting parting, int answered) {
    ProvisionRequest order = site.order("gateway");
    TestDevice first = new TestDevice(site, order).connects().asks(1);
    STEPS.subList(0, answered).forEach(first::accepts);
    Heard open = first.expects(STEPS.get(answered));
    part(parting, first);

    TestDevice second = new TestDevice(site, order).connects().asks(1);
    // A device that may have left for good is given its configuration once more.
    boolean mayHaveLeft = answered == 2 && parting != Parting.TAKE_OVER;
    if (mayHaveLeft) {
      second.accepts(CONFIGURATION);
    }
    Heard again = second.expects(STEPS.get(answered));
    assertThat(again.requestId()).isEqualTo(open.requestId());
    assertThat(again.payload().body()).usingRecursiveComparison().isEqualTo(open.payload().body());
    await(second.answers(again, Answer.accepted()));
    STEPS.subList(answered + 1, STEPS.size()).forEach(second::accepts);
    site.provisioner().arrived(order.id(), 1);
    assertThat(site.progress(order).status()).isEqualTo(ExecutionStatus.COMPLETED);
    assertThat(site.progress(order).attempts()).isEqualTo(1);
  }

  private void part(Parting parting, TestDevice device) {
    switch (parting) {
      case CONNECTION_LOST -> device.hangsUp();
      case SERVER_CRASH -> site.crashes();
      case TAKE_OVER -> assertThat(device.isClosed()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void kura_isConfiguredAgainUntilItArrives(boolean answers) {
    ProvisionRequest order = site.order("kura");
    TestDevice first = new TestDevice(site, order).connects().isBorn("CONF-V1");
    Heard once = first.expects(CONFIGURATION);
    if (answers) {
      await(first.answers(once, Answer.accepted()));
    }
    site.crashes();
    TestDevice second = new TestDevice(site, order).connects().isBorn("CONF-V1");
    Heard again = second.expects(CONFIGURATION);
    assertThat(again.requestId()).isEqualTo(once.requestId());
    assertThat(again.body()).isEqualTo(once.body());
    second.hangsUp();
    site.provisioner().arrived(order.id(), 1);
    assertThat(site.progress(order).status()).isEqualTo(ExecutionStatus.COMPLETED);
  }

  @Test
  void everyAttemptOfAGeneration_hasTheSameCredential() {
    ProvisionRequest order = site.order("gateway");
    TestDevice first = new TestDevice(site, order).connects().asks(1);
    Heard once = first.accepts(CERTIFICATES).expects(CONFIGURATION);
    await(first.answers(once, Answer.refused(500, "not now")));
    first.hangsUp();
    assertThat(site.progress(order).failureCause()).contains(FailureCause.CONFIGURATION_REFUSED);
    site.crashes();
    TestDevice second = new TestDevice(site, order).connects().asks(2);
    Heard again = second.accepts(CERTIFICATES).expects(CONFIGURATION);
    assertThat(site.progress(order).attempts()).isEqualTo(2);
    assertThat(again.requestId()).isNotEqualTo(once.requestId());
    assertThat(again.body()).isEqualTo(once.body());
    assertThat(
            site.secrets
                .verifiers()
                .verify(TestDevice.passwordIn(again), site.credential(order).verifier()))
        .isTrue();
  }

  @Test
  void otherNonce_getsTheChainAgainBeforeTheOpenRequestSignedAnew() {
    ProvisionRequest order = site.order("gateway");
    TestDevice first = new TestDevice(site, order).connects().asks(1);
    Heard open = first.accepts(CERTIFICATES).expects(CONFIGURATION);
    first.hangsUp();
    TestDevice second = new TestDevice(site, order).connects().asks(2);
    Heard chain = second.expects(CERTIFICATES);
    await(second.answers(chain, Answer.accepted()));
    Heard again = second.expects(CONFIGURATION);
    TestDevice.verify(TestDevice.verifierIn(chain), again);
    assertThat(again.payload().bytes("nonce").orElseThrow()).isEqualTo(TestDevice.nonce(2).bytes());
    assertThat(again.requestId()).isEqualTo(open.requestId());
    assertThat(again.body()).isEqualTo(open.body());
  }

  @Test
  void deviceThatComesBackInsteadOfArriving_endsThatAttemptAndBeginsTheNext() {
    ProvisionRequest order = site.order("gateway");
    TestDevice first = new TestDevice(site, order).connects().asks(1);
    first.accepts(CERTIFICATES).accepts(CONFIGURATION).accepts(COMPLETE).hangsUp();
    new TestDevice(site, order).connects().asks(2).accepts(CERTIFICATES).expects(CONFIGURATION);
    assertThat(site.store.real().executions(order.id(), PageRequest.FIRST).items())
        .extracting(Execution::status, Execution::failureCause)
        .containsExactlyInAnyOrder(
            tuple(ExecutionStatus.FAILED, Optional.of(FailureCause.ARRIVAL_TIMEOUT)),
            tuple(ExecutionStatus.RUNNING, Optional.empty()));
  }

  @Test
  void answerFromBeforeTheLoss_countsOnTheNextConnection() {
    ProvisionRequest order = site.order("gateway");
    TestDevice first = new TestDevice(site, order).connects().asks(1);
    Heard open = first.expects(CERTIFICATES);
    first.hangsUp();
    TestDevice second = new TestDevice(site, order).connects();
    await(second.answers(open, Answer.accepted()));
    second.asks(1);
    second.expects(CONFIGURATION);
  }

  @Test
  void connectionThatWasTakenOver_hasNoMoreSay() {
    ProvisionRequest order = site.order("gateway");
    TestDevice first = new TestDevice(site, order).connects().asks(1);
    Heard open = first.expects(CERTIFICATES);
    TestDevice second = new TestDevice(site, order).connects();
    assertThat(first.closed()).isEqualTo(Closing.TAKEN_OVER);
    await(first.answers(open, Answer.refused(400, "I am an impostor")));
    first.asks(7).hangsUp();
    second.asks(1).accepts(CERTIFICATES).expects(CONFIGURATION);
    first.hearsNothing();
    assertThat(site.progress(order).attempts()).isEqualTo(1);
  }

  @Test
  void loginOfOneThatHasLeftMeanwhile_takesNobodysPlace() {
    ProvisionRequest order = site.order("gateway");
    TestDevice here = new TestDevice(site, order).connects().asks(1);
    TestDevice impatient = new TestDevice(site, order);
    impatient.losesPatience();
    assertThat(impatient.tryLogin(Site.PASSWORD, true)).isInstanceOf(LoginDecision.Admitted.class);
    impatient.hangsUp();
    here.accepts(CERTIFICATES).accepts(CONFIGURATION).accepts(COMPLETE);
  }

  @Test
  void loginsAtTheSameTime_leaveExactlyOneConnectionThatWorks() {
    for (int round = 0; round < 20; round++) {
      ProvisionRequest order = site.order("gateway-" + round);
      TestDevice one = new TestDevice(site, order);
      TestDevice two = new TestDevice(site, order);
      CompletionStage<LoginDecision> oneIn = one.logsIn(Site.PASSWORD, true);
      CompletionStage<LoginDecision> twoIn = two.logsIn(Site.PASSWORD, true);
      one.on(await(oneIn));
      two.on(await(twoIn));
      assertThat(one.isClosed()).isNotEqualTo(two.isClosed());
      TestDevice left = one.isClosed() ? two : one;
      left.subscribes().asks(1).accepts(CERTIFICATES).accepts(CONFIGURATION);
    }
  }

  @Test
  void arrivalWhileTheServerWasDown_isNotNeededTwice() {
    ProvisionRequest order = site.order("gateway");
    TestDevice device = new TestDevice(site, order).connects().asks(1);
    device.accepts(CERTIFICATES).accepts(CONFIGURATION).accepts(COMPLETE);
    site.crashes();
    site.provisioner().arrived(order.id(), 1);
    site.provisioner().arrived(order.id(), 1);
    site.crashes();
    site.provisioner().arrived(order.id(), 1);
    assertThat(site.progress(order).status()).isEqualTo(ExecutionStatus.COMPLETED);
    assertThat(new TestDevice(site, order).tryLogin(Site.PASSWORD, true))
        .isEqualTo(new LoginDecision.Turned(FailureCause.ALREADY_COMPLETED, OptionalLong.empty()));
  }

  @Test
  void arrivalOfAnOlderGeneration_completesNothing() {
    ProvisionRequest order = site.order("gateway");
    new TestDevice(site, order).connects().asks(1).accepts(CERTIFICATES).expects(CONFIGURATION);
    site.provisioner().arrived(order.id(), 2);
    assertThat(site.progress(order).status()).isEqualTo(ExecutionStatus.RUNNING);
    assertThat(site.progress(order).failureCause()).isEqualTo(Optional.empty());
  }
}
