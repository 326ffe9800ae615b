// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.domain.Id;
import io.slipway.store.StoreUnavailableException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LanesTest {
  private static final Id ONE = new Id(1);
  private static final Id OTHER = new Id(2);
  private static final int MAX_WAITING = 64;

  private final AtomicInteger made = new AtomicInteger();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final Lanes lanes = new Lanes(this::lane, Clock.systemUTC());

  /** A lane that nothing happens on: these tests only look at how jobs run. */
  private Lane lane(Id id) {
    made.incrementAndGet();
    return new Lane(id, null, null, null, Clock.systemUTC());
  }

  @AfterEach
  void close() {
    gate.countDown();
    lanes.close();
  }

  @Test
  void jobsOfOneLane_runInTheirOrderAndNeverAtOnce() {
    List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger inside = new AtomicInteger();
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      int number = i;
      all.add(
          lanes.runAlways(
              ONE,
              lane -> {
                assertThat(inside.incrementAndGet()).isEqualTo(1);
                seen.add(number);
                inside.decrementAndGet();
              }));
    }
    all.forEach(TestDevice::await);
    assertThat(seen).hasSize(2_000).isSorted();
  }

  @Test
  void lanes_doNotWaitForEachOther() {
    CompletableFuture<Void> stuck = lanes.run(ONE, lane -> pass());
    TestDevice.await(lanes.run(OTHER, lane -> {}));
    assertThat(stuck).isNotDone();
  }

  @Test
  void laneWhereTooMuchWaits_refusesMoreButNotALeave() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Void> first =
        lanes.run(
            ONE,
            lane -> {
              begun.countDown();
              pass();
            });
    assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < MAX_WAITING; i++) {
      assertThat(lanes.run(ONE, lane -> {})).isNotCompletedExceptionally();
    }
    assertThatThrownBy(() -> TestDevice.await(lanes.run(ONE, lane -> {})))
        .hasCauseInstanceOf(StoreUnavailableException.class);
    CompletableFuture<Void> leave = lanes.runAlways(ONE, lane -> {});
    gate.countDown();
    TestDevice.await(first);
    TestDevice.await(leave);
    TestDevice.await(lanes.run(ONE, lane -> {}));
  }

  @Test
  void laneWithNothingToDo_isForgotten() {
    for (int i = 1; i <= 50; i++) {
      TestDevice.await(lanes.run(ONE, lane -> {}));
      int before = i;
      Eventually.holds(
          () -> {
            TestDevice.await(lanes.run(ONE, lane -> {}));
            return made.get() > before;
          });
    }
  }

  @Test
  void jobThatBreaks_doesNotHoldUpTheNext() {
    CompletableFuture<Void> broken =
        lanes.run(
            ONE,
            lane -> {
              throw new AssertionError("even an Error");
            });
    TestDevice.await(lanes.run(ONE, lane -> {}));
    assertThat(broken).isCompletedExceptionally();
  }

  @Test
  void closedLanes_refuseInsteadOfHanging() {
    lanes.close();
    assertThatThrownBy(() -> TestDevice.await(lanes.run(ONE, lane -> {})))
        .hasCauseInstanceOf(StoreUnavailableException.class);
  }

  private void pass() {
    try {
      assertThat(gate.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
