// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import static io.slipway.provisioning.TestDevice.CERTIFICATES;
import static io.slipway.provisioning.TestDevice.COMPLETE;
import static io.slipway.provisioning.TestDevice.CONFIGURATION;
import static io.slipway.provisioning.TestDevice.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.domain.Closing;
import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.ProfileRule;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.RequestOptions;
import io.slipway.domain.RequestProgress;
import io.slipway.domain.Step;
import io.slipway.domain.Timing;
import io.slipway.protocol.message.Answer;
import io.slipway.protocol.message.FailureCause;
import io.slipway.protocol.snapshot.ConfigurationSnapshot;
import io.slipway.provisioning.TestDevice.Heard;
import io.slipway.provisioning.UnsteadyStore.Health;
import io.slipway.store.SessionChange;
import io.slipway.store.StoreUnavailableException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database is away for a while, or somebody else writes to it at the same time. */
class OutageTest {
  private static final Timing SHORT_ANSWER =
      new Timing(
          Duration.ofSeconds(30),
          Duration.ofMillis(50),
          Duration.ofMillis(50),
          Duration.ofMillis(50),
          Duration.ofSeconds(120),
          Duration.ofMinutes(10),
          Duration.ofSeconds(5));

  @TempDir Path folder;
  private Site site;

  @BeforeEach
  void open() throws Exception {
    site = new Site(folder, Timing.DEFAULT);
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void whatCannotBeStored_isNeitherAcknowledgedNorFollowedAndIsTakenUpLater() {
    ProvisionRequest order = site.order("gateway");
    TestDevice first = new TestDevice(site, order).connects();
    site.store.is(Health.READ_ONLY);
    CompletionStage<Void> asked =
        first.says("PROV", first.wish(Optional.of(TestDevice.nonce(1)), Optional.empty()));
    assertThatThrownBy(() -> await(asked)).hasCauseInstanceOf(StoreUnavailableException.class);
    first.hearsNothing().hangsUp();
    assertThat(site.progress(order).attempts()).isZero();
    site.store.is(Health.AWAY);
    assertThat(new TestDevice(site, order).tryLogin(Site.PASSWORD, true))
        .isInstanceOfSatisfying(
            LoginDecision.Turned.class,
            turned -> {
              assertThat(turned.cause()).isEqualTo(FailureCause.OVERLOADED);
              assertThat(turned.retryAfterSeconds()).isPresent();
            });
    site.store.is(Health.WELL);
    TestDevice second = new TestDevice(site, order).connects().asks(1);
    second.accepts(CERTIFICATES).accepts(CONFIGURATION).accepts(COMPLETE);
  }

  @Test
  void answerThatCannotBeStored_isTakenWhenItIsRepeated() {
    ProvisionRequest order = site.order("gateway");
    TestDevice first = new TestDevice(site, order).connects().asks(1);
    Heard chain = first.expects(CERTIFICATES);
    site.store.is(Health.READ_ONLY);
    CompletionStage<Void> answered = first.answers(chain, Answer.accepted());
    assertThatThrownBy(() -> await(answered)).hasCauseInstanceOf(StoreUnavailableException.class);
    // The configuration must not leave before its credential is kept.
    first.hearsNothing().hangsUp();
    site.store.is(Health.WELL);
    TestDevice second = new TestDevice(site, order).connects().asks(1);
    assertThat(second.expects(CERTIFICATES).requestId()).isEqualTo(chain.requestId());
    await(second.answers(chain, Answer.accepted()));
    second.accepts(CONFIGURATION).accepts(COMPLETE);
    assertThat(site.progress(order).attempts()).isEqualTo(1);
  }

  @Test
  void arrivalThatCannotBeStored_isNotBelieved() {
    ProvisionRequest order = site.order("gateway");
    new TestDevice(site, order).connects().asks(1).accepts(CERTIFICATES).accepts(CONFIGURATION);
    site.store.is(Health.READ_ONLY);
    assertThatThrownBy(() -> site.provisioner().arrived(order.id(), 1))
        .isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> site.provisioner().stop(order.id()))
        .isInstanceOf(StoreUnavailableException.class);
    site.store.is(Health.WELL);
    site.provisioner().arrived(order.id(), 1);
    assertThat(site.progress(order).status()).isEqualTo(ExecutionStatus.COMPLETED);
  }

  @Test
  void departureThatCannotBeStored_isMadeUpForAndNoFailure() throws Exception {
    site.close();
    site = new Site(folder.resolve("short"), SHORT_ANSWER);
    ProvisionRequest order = site.order("kura");
    TestDevice kura = new TestDevice(site, order).connects().isBorn("CONF-V1");
    kura.expects(CONFIGURATION);
    site.store.is(Health.READ_ONLY);
    kura.hangsUp();
    site.store.is(Health.WELL);
    Eventually.holds(() -> site.attempt(order).conversation().step() == Step.ARRIVING);
    assertThat(site.progress(order).status()).isEqualTo(ExecutionStatus.RUNNING);
  }

  @Test
  void changeThatSomebodyElseMadeMeanwhile_isDecidedUpon() {
    ProvisionRequest order = site.order("gateway");
    TestDevice device = new TestDevice(site, order).connects();
    // Another node lets the same request fail.
    ProvisionRequest changed =
        order.with(
            new RequestProgress(
                ExecutionStatus.FAILED,
                Optional.of(FailureCause.STEP_TIMEOUT),
                1,
                3,
                Optional.empty(),
                false,
                false,
                order.progress().revision() + 1,
                Optional.empty()));
    site.store
        .real()
        .save(
            new SessionChange(
                changed, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    device.asks(1).accepts(CERTIFICATES).expects(CONFIGURATION);
    assertThat(site.progress(order).attempts()).isEqualTo(4);
  }

  @Test
  void editOfARunningRequest_concernsTheNextAttemptOnly() {
    ProvisionRequest order = site.order("gateway");
    TestDevice first = new TestDevice(site, order).connects().asks(1);
    first.expects(CERTIFICATES);
    RequestOptions expired =
        new RequestOptions(
            order.options().endpointInfoId(),
            new RequestOptions.Activation(
                false,
                order.options().activation().activatesOn(),
                Optional.of(Instant.parse("2026-01-02T00:00:00Z"))),
            order.options().connection(),
            ConfigurationSnapshot.EMPTY,
            order.options().extra());
    site.store
        .real()
        .update(order.with(expired, order.audit().modified(Instant.now(), order.id())));
    first.hangsUp();
    TestDevice second = new TestDevice(site, order).connects().asks(1).accepts(CERTIFICATES);
    Heard configuration = second.expects(CONFIGURATION);
    assertThat(TestDevice.snapshotIn(configuration).component(Site.OWN_PID)).isPresent();
    await(second.answers(configuration, Answer.refused(500, "no")));
    second.hangsUp();
    assertThat(new TestDevice(site, order).tryLogin(Site.PASSWORD, true))
        .isInstanceOfSatisfying(
            LoginDecision.Turned.class,
            turned -> assertThat(turned.cause()).isEqualTo(FailureCause.DISABLED));
  }

  @Test
  void requestThatWasDeletedMeanwhile_leavesNobodyWaiting() {
    ProvisionRequest order = site.order("gateway", site.options(ProfileRule.ANY));
    TestDevice device = new TestDevice(site, order).connects();
    site.store.real().delete(order, Instant.EPOCH);
    device.asks(1);
    assertThat(device.closed()).isEqualTo(Closing.REFUSED);
  }
}
