// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.slipway.domain.Account;
import io.slipway.domain.Device;
import io.slipway.domain.DeviceCredential;
import io.slipway.domain.Execution;
import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.Id;
import io.slipway.domain.ProvisionRequest;
import io.slipway.protocol.message.FailureCause;
import io.slipway.store.DeviceChange;
import io.slipway.store.EventFilter;
import io.slipway.store.PageRequest;
import io.slipway.store.Samples;
import io.slipway.store.SessionChange;
import io.slipway.store.StaleException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Changes that are written together come out as if each had been written by itself, in order. */
@Timeout(120)
abstract class GroupContract {
  private final Samples samples = new Samples();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final CountedStatements statements = new CountedStatements();
  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private JdbcStore store;
  private Id scope;

  abstract String newDatabase() throws Exception;

  @BeforeEach
  void open() throws Exception {
    Database database = Database.at(newDatabase(), StoreSettings.DEFAULT);
    database.prepare();
    store =
        JdbcStore.over(
            database, statements.over(database.writers()), StoreSettings.DEFAULT, meters);
    Account acme = samples.account("acme");
    store.create(acme);
    scope = acme.id();
  }

  @AfterEach
  void close() {
    store.close();
    callers.close();
  }

  @Test
  void manySavesTogether_takeAFewRoundTrips() throws Exception {
    List<ProvisionRequest> orders = orders(60);
    List<Runnable> begin = new ArrayList<>();
    for (int i = 0; i < orders.size(); i++) {
      begin.add(save(begun(samples.with(orders.get(i), ExecutionStatus.RUNNING))));
    }
    long before = statements.executed();
    assertThat(together(begin)).containsOnly(Optional.empty());
    assertThat(statements.executed() - before).isLessThanOrEqualTo(6);
    for (ProvisionRequest order : orders) {
      assertThat(status(order)).isEqualTo(ExecutionStatus.RUNNING);
      assertThat(store.latestExecution(order.id())).isPresent();
      assertThat(store.credentials(order.clientId() + "-1")).hasSize(1);
      assertThat(resources(order)).containsExactly("UNDER_PROVISIONING");
    }
  }

  @Test
  void savesThatAreRefused_leaveNoTraceAndDisturbNoOther() throws Exception {
    List<ProvisionRequest> orders = orders(12);
    List<Runnable> saves = new ArrayList<>();
    for (int i = 0; i < orders.size(); i++) {
      ProvisionRequest next = samples.with(orders.get(i), ExecutionStatus.RUNNING);
      saves.add(save(begun(i % 4 == 1 ? samples.with(next, ExecutionStatus.FAILED) : next)));
    }
    List<Optional<Throwable>> outcomes = together(saves);
    for (int i = 0; i < orders.size(); i++) {
      ProvisionRequest order = orders.get(i);
      if (i % 4 == 1) {
        assertThat(outcomes.get(i)).containsInstanceOf(StaleException.class);
        assertThat(store.request(order.id())).contains(order);
        assertThat(store.latestExecution(order.id())).isEmpty();
        assertThat(store.device(scope, order.clientId())).isEmpty();
      } else {
        assertThat(outcomes.get(i)).isEmpty();
        assertThat(status(order)).isEqualTo(ExecutionStatus.RUNNING);
      }
    }
  }

  @Test
  void savesOfOneRequest_keepTheirOrder() throws Exception {
    ProvisionRequest other = orders(1).get(0);
    ProvisionRequest order = created("twice");
    ProvisionRequest running = samples.with(order, ExecutionStatus.RUNNING);
    Execution attempt = samples.execution(running, 1);
    ProvisionRequest later = samples.with(running, ExecutionStatus.RUNNING);
    ProvisionRequest stopped = samples.with(later, ExecutionStatus.STOPPED);
    SessionChange keeps =
        stored(later, ExecutionStatus.RUNNING, attempt, Optional.empty(), Optional.empty());
    SessionChange revokes =
        stored(
            stopped,
            ExecutionStatus.RUNNING,
            attempt,
            Optional.empty(),
            Optional.of(new SessionChange.Revocation(1, 1, Samples.NOW, FailureCause.SUPERSEDED)));
    List<Optional<Throwable>> outcomes =
        together(
            List.of(
                // What it puts decides the order of batches, and is not that of the next one.
                save(
                    stored(
                        samples.with(other, ExecutionStatus.CREATED),
                        ExecutionStatus.CREATED,
                        null,
                        Optional.empty(),
                        Optional.of(
                            new SessionChange.Revocation(
                                1, 1, Samples.NOW, FailureCause.SUPERSEDED)))),
                save(withCredential(running, attempt)),
                save(keeps),
                save(revokes)));
    assertThat(outcomes).containsOnly(Optional.empty());
    assertThat(store.request(order.id())).contains(stopped);
    assertThat(store.latestExecution(order.id())).contains(attempt);
    assertThat(store.credentials("twice-1")).singleElement().matches(DeviceCredential::revoked);
  }

  @Test
  void statusThatIsNotTheStoredOne_isRefusedAndNotPassedOver() {
    ProvisionRequest order = created("dev");
    ProvisionRequest running = samples.with(order, ExecutionStatus.RUNNING);
    SessionChange wrong =
        stored(running, ExecutionStatus.RUNNING, null, Optional.empty(), Optional.empty());
    assertThatThrownBy(() -> store.save(wrong)).isInstanceOf(StaleException.class);
    assertThat(store.request(order.id())).contains(order);
  }

  @Test
  void sightingsOfOneDevice_areAllTaken() throws Exception {
    List<Runnable> sightings = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      DeviceChange seen = saying("dev", i);
      sightings.add(() -> store.record(seen));
    }
    for (int i = 0; i < 10; i++) {
      DeviceChange seen = saying("dev-" + i, i);
      sightings.add(() -> store.record(seen));
    }
    assertThat(together(sightings)).containsOnly(Optional.empty());
    Device device = store.device(scope, "dev").orElseThrow();
    assertThat(device.attributes()).hasSize(10);
    assertThat(store.countEvents(device.id(), EventFilter.ALL)).isEqualTo(10);
    assertThat(store.device(scope, "dev-9").orElseThrow().attributes()).hasSize(1);
  }

  @Test
  void endOfAConnectionThatBeganInTheSameGroup_isTaken() throws Exception {
    store.record(samples.connection(scope, "dev", Device.ConnectionStatus.CONNECTED, "one"));
    DeviceChange begins =
        samples.connection(scope, "dev", Device.ConnectionStatus.CONNECTED, "two");
    DeviceChange ends = samples.connection(scope, "dev", Device.ConnectionStatus.MISSING, "two");
    assertThat(together(List.of(() -> store.record(begins), () -> store.record(ends))))
        .containsOnly(Optional.empty());
    Device device = store.device(scope, "dev").orElseThrow();
    assertThat(device.connection().orElseThrow().status())
        .isEqualTo(Device.ConnectionStatus.MISSING);
  }

  private List<ProvisionRequest> orders(int count) {
    List<ProvisionRequest> orders = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      orders.add(created("order-" + i));
    }
    return orders;
  }

  private ProvisionRequest created(String clientId) {
    ProvisionRequest request = samples.request(scope, clientId);
    store.create(request);
    return request;
  }

  private SessionChange begun(ProvisionRequest running) {
    return new SessionChange(
        running,
        Optional.of(samples.execution(running, 1)),
        Optional.of(samples.credential(running, 1)),
        Optional.empty(),
        Optional.of(samples.seen(scope, running.clientId(), "UNDER_PROVISIONING")));
  }

  private SessionChange withCredential(ProvisionRequest running, Execution attempt) {
    return new SessionChange(
        running,
        Optional.of(attempt),
        Optional.of(samples.credential(running, 1)),
        Optional.empty(),
        Optional.empty());
  }

  private static SessionChange stored(
      ProvisionRequest next,
      ExecutionStatus before,
      Execution attempt,
      Optional<DeviceCredential> issued,
      Optional<SessionChange.Revocation> revoked) {
    Optional<Execution> known = Optional.ofNullable(attempt);
    return new SessionChange(
        next,
        known.stream().toList(),
        issued,
        revoked,
        Optional.empty(),
        false,
        Optional.of(new SessionChange.Stored(before, known.map(Execution::id))));
  }

  private DeviceChange saying(String clientId, int number) {
    DeviceChange seen = samples.seen(scope, clientId, "BIRTH");
    return new DeviceChange(
        scope,
        clientId,
        seen.deviceId(),
        seen.at(),
        Map.of("key-" + number, "value"),
        seen.connection(),
        seen.events());
  }

  private ExecutionStatus status(ProvisionRequest order) {
    return store.request(order.id()).orElseThrow().progress().status();
  }

  private List<String> resources(ProvisionRequest order) {
    Device device = store.device(scope, order.clientId()).orElseThrow();
    return store.events(device.id(), EventFilter.ALL, PageRequest.FIRST).items().stream()
        .map(e -> e.resource())
        .toList();
  }

  private Runnable save(SessionChange change) {
    return () -> store.save(change);
  }

  /** What became of each, all being written in one group, in this order. */
  private List<Optional<Throwable>> together(List<Runnable> changes) throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    CountDownLatch busy = new CountDownLatch(1);
    List<Future<?>> all = new ArrayList<>();
    all.add(callers.submit(() -> store.write(sql -> hold(busy, gate))));
    busy.await();
    for (Runnable change : changes) {
      all.add(callers.submit(change));
      awaitQueue(all.size() - 1);
    }
    gate.countDown();
    List<Optional<Throwable>> outcomes = new ArrayList<>();
    for (Future<?> one : all.subList(1, all.size())) {
      outcomes.add(outcome(one));
    }
    return outcomes;
  }

  private static Optional<Throwable> outcome(Future<?> one) throws InterruptedException {
    try {
      one.get();
      return Optional.empty();
    } catch (java.util.concurrent.ExecutionException e) {
      return Optional.of(e.getCause());
    }
  }

  private static void hold(CountDownLatch busy, CountDownLatch gate) {
    busy.countDown();
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitQueue(int length) {
    while (meters.get("slipway.store.queue").gauge().value() < length) {
      Thread.onSpinWait();
    }
  }
}
