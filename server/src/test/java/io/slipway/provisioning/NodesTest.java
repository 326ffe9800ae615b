// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import static io.slipway.provisioning.TestDevice.CERTIFICATES;
import static io.slipway.provisioning.TestDevice.COMPLETE;
import static io.slipway.provisioning.TestDevice.CONFIGURATION;
import static io.slipway.provisioning.TestDevice.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.Closing;
import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.Step;
import io.slipway.domain.Timing;
import io.slipway.protocol.message.Answer;
import io.slipway.protocol.message.FailureCause;
import io.slipway.store.Node;
import io.slipway.store.SharedPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one database serve a device as if they were one. */
@Timeout(120)
class NodesTest {
  private static final Timing QUICK =
      new Timing(
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(120),
          Duration.ofHours(1),
          Duration.ofSeconds(1),
          Duration.ofMinutes(10),
          Duration.ofSeconds(5));

  @RegisterExtension static final SharedPostgres POSTGRES = new SharedPostgres();

  private Site one;
  private Site two;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    one = Site.sharing(POSTGRES.newDatabase(), folder, QUICK);
    two = one.another();
  }

  @AfterEach
  void close() {
    two.close();
    one.close();
  }

  @Test
  void device_thatComesBackToAnotherNode_goesOnWhereItWas() {
    startBoth();
    ProvisionRequest order = one.order("gateway");
    TestDevice before = new TestDevice(one, order).connects().asks(1).accepts(CERTIFICATES);
    String asked = before.expects(CONFIGURATION).requestId();

    TestDevice after = new TestDevice(two, order).connects().asks(1);
    assertThat(before.closed()).isEqualTo(Closing.TAKEN_OVER);
    TestDevice.Heard again = after.expects(CONFIGURATION);
    assertThat(again.requestId()).isEqualTo(asked);
    await(after.answers(again, Answer.accepted()));
    after.accepts(COMPLETE);
    one.provisioner().arrived(order.id(), 1);

    assertThat(one.progress(order).status()).isEqualTo(ExecutionStatus.COMPLETED);
    assertThat(one.progress(order).attempts()).isEqualTo(1);
    assertThat(one.credential(order).generation()).isEqualTo(1);
  }

  @Test
  void answer_onAConnectionThatWasTakenOver_changesNothing() {
    // Nobody hears announcements yet: the slow node does not know.
    ProvisionRequest order = one.order("gateway");
    TestDevice before = new TestDevice(one, order).connects().asks(1).accepts(CERTIFICATES);
    TestDevice.Heard configuration = before.expects(CONFIGURATION);
    TestDevice after = new TestDevice(two, order).connects();

    await(before.answers(configuration, new Answer(500, Optional.empty(), Optional.empty())));
    assertThat(before.closed()).isEqualTo(Closing.TAKEN_OVER);
    assertThat(one.progress(order).status()).isEqualTo(ExecutionStatus.RUNNING);
    after.asks(1).accepts(CONFIGURATION).accepts(COMPLETE);
  }

  @Test
  void loss_ofAConnectionThatWasTakenOver_changesNothing() {
    ProvisionRequest order = one.order("gateway");
    // Once stock Kura has its configuration, to be gone means to be on its way.
    TestDevice before = new TestDevice(one, order).connects().isBorn("CONF-V1");
    before.expects(CONFIGURATION);
    TestDevice after = new TestDevice(two, order).connects();
    before.hangsUp();
    // Whatever comes of the loss is decided before this, which is about a generation of nobody.
    one.provisioner().arrived(order.id(), 99);

    assertThat(one.attempt(order).conversation().step()).isNotEqualTo(Step.ARRIVING);
    after.isBorn("CONF-V1").accepts(CONFIGURATION);
    one.provisioner().arrived(order.id(), 1);
    assertThat(one.progress(order).status()).isEqualTo(ExecutionStatus.COMPLETED);
    assertThat(one.progress(order).attempts()).isEqualTo(1);
  }

  @Test
  void takeOver_thatNobodyWasToldOf_isFoundByLooking() {
    ProvisionRequest order = one.order("gateway");
    TestDevice before = new TestDevice(one, order).connects();
    new TestDevice(two, order).connects();
    assertThat(before.isClosed()).isFalse();
    one.provisioner().look();
    assertThat(before.closed()).isEqualTo(Closing.TAKEN_OVER);
  }

  @Test
  void stop_atOneNode_reachesTheDeviceAtAnother() {
    startBoth();
    ProvisionRequest order = one.order("gateway");
    TestDevice device = new TestDevice(one, order).connects().asks(1).accepts(CERTIFICATES);
    device.expects(CONFIGURATION);
    assertThat(two.provisioner().stop(order.id())).isEqualTo(StopOutcome.STOPPED);
    assertThat(device.expects(TestDevice.REFUSE).payload().string("failure.cause"))
        .contains(FailureCause.STOPPED.name());
    assertThat(one.attempt(order).status()).isEqualTo(ExecutionStatus.STOPPED);
    assertThat(one.credential(order).revoked()).isTrue();
  }

  @Test
  void arrival_atOneNode_endsTheConnectionAtAnother() {
    startBoth();
    ProvisionRequest order = one.order("gateway");
    TestDevice device = new TestDevice(one, order).connects().asks(1);
    device.accepts(CERTIFICATES).accepts(CONFIGURATION);
    assertThat(two.provisioner().arrived(order.id(), 1)).isTrue();
    assertThat(one.progress(order).status()).isEqualTo(ExecutionStatus.COMPLETED);
    assertThat(device.closed()).isEqualTo(Closing.COMPLETED);
  }

  @Test
  void deletion_atOneNode_endsTheConnectionAtAnother() {
    startBoth();
    ProvisionRequest order = one.order("gateway");
    TestDevice device = new TestDevice(one, order).connects();
    two.store.real().delete(two.store.real().request(order.id()).orElseThrow(), Instant.EPOCH);
    assertThat(device.closed()).isEqualTo(Closing.REFUSED);
  }

  @Test
  void nodeThatDies_isSucceededByAnother() {
    // It joined and never beats: to the others it looks like one that was killed.
    ProvisionRequest order = one.order("gateway");
    new TestDevice(one, order).connects().asks(1).expects(CERTIFICATES);
    two.starts();
    Eventually.holds(() -> two.progress(order).status() == ExecutionStatus.FAILED);
    assertThat(two.attempt(order).failureCause()).contains(FailureCause.DEVICE_DISCONNECTED);
    assertThat(numbersAlive()).containsExactly(two.membership.number());
  }

  @Test
  void nodeThatWasTakenForDead_joinsAgain() {
    startBoth();
    two.store.real().nodes().leave(one.membership.self().orElseThrow());
    Eventually.holds(() -> two.store.real().nodes().alive().size() == 2);
    assertThat(numbersAlive())
        .containsExactlyInAnyOrder(one.membership.number(), two.membership.number());
  }

  @Test
  void manyAttemptsAtOnce_overBothNodes_areOneDevice() {
    startBoth();
    ProvisionRequest order = one.order("gateway");
    List<TestDevice> devices = new ArrayList<>();
    List<CompletionStage<LoginDecision>> logins = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      TestDevice device = new TestDevice(i % 2 == 0 ? one : two, order);
      devices.add(device);
      logins.add(device.logsIn(Site.PASSWORD, true));
    }
    for (int i = 0; i < devices.size(); i++) {
      devices.get(i).on(await(logins.get(i))).subscribes();
    }
    Eventually.holds(() -> devices.stream().filter(d -> !d.isClosed()).count() == 1);
    TestDevice last = devices.stream().filter(d -> !d.isClosed()).findFirst().orElseThrow();
    last.asks(1).accepts(CERTIFICATES).accepts(CONFIGURATION).accepts(COMPLETE);
    two.provisioner().arrived(order.id(), 1);
    assertThat(one.progress(order).status()).isEqualTo(ExecutionStatus.COMPLETED);
    assertThat(one.progress(order).attempts()).isEqualTo(1);
    assertThat(one.credential(order).generation()).isEqualTo(1);
  }

  private void startBoth() {
    one.starts();
    two.starts();
  }

  private List<Integer> numbersAlive() {
    return two.store.real().nodes().alive().stream().map(Node::number).toList();
  }
}
