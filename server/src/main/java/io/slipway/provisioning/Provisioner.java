// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import io.micrometer.core.instrument.MeterRegistry;
import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.Id;
import io.slipway.domain.ProvisioningSession;
import io.slipway.domain.SessionEvent;
import io.slipway.domain.Timing;
import io.slipway.security.CertificateAuthority;
import io.slipway.security.DeviceGuesses;
import io.slipway.security.DevicePasswords;
import io.slipway.security.IdSource;
import io.slipway.security.MasterKey;
import io.slipway.security.Sealer;
import io.slipway.security.SecretGenerator;
import io.slipway.security.SecretVerifiers;
import io.slipway.store.Nodes;
import io.slipway.store.Store;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

/** Provisions devices: lets them in, and runs each one's session on its lane. */
public final class Provisioner
    implements DeviceGate, Membership.Duties, Nodes.Listener, AutoCloseable {
  /** Attempts that are taken up side by side after a start. */
  private static final int TAKEN_UP_AT_ONCE = 1_000;

  private final Store store;
  private final Optional<Id> node;
  private final Clock clock;
  private final Lanes lanes;
  private final Reception reception;
  private final CertificateAuthority authority;

  /**
   * Puts the parts of provisioning together.
   *
   * @param rejections where it is kept who was turned away
   * @param registry where what happens is counted
   * @param node this one, where there may be others
   */
  public static Provisioner of(
      Store store,
      PlatformNames names,
      Secrets secrets,
      Timing timing,
      RejectionLog rejections,
      MeterRegistry registry,
      Clock clock,
      Optional<Id> node) {
    FlowMeters meters = new FlowMeters(registry);
    DeviceConfigurations configurations =
        new DeviceConfigurations(secrets.passwords(), secrets.verifiers(), secrets.sealer());
    SessionKeeper keeper =
        new SessionKeeper(
            store, new Destinations(store), configurations, secrets.origin(), timing, node);
    DeviceCertificates certificates =
        new DeviceCertificates(store, secrets.authority(), secrets.ids(), clock);
    AtomicReference<Lanes> all = new AtomicReference<>();
    PackageParts packages = new PackageParts(store.packages(), () -> all.get().size());
    Courier courier =
        new Courier(names, configurations, certificates, packages, secrets.authority(), clock);
    Lanes lanes = new Lanes(id -> new Lane(id, keeper, courier, meters, clock), clock);
    all.set(lanes);
    meters.gauge("slipway.lanes", "Requests that something is under way for", lanes::size);
    meters.gauge(
        "slipway.lanes.waiting", "Jobs that wait for one of the same request", lanes::waiting);
    FactoryLogins factory = new FactoryLogins(store, clock);
    Reception reception =
        new Reception(
            new Doorkeeper(store, secrets.verifiers(), factory, clock),
            secrets.guesses(),
            names,
            new Connection.Surroundings(
                lanes,
                keeper,
                certificates,
                secrets.sealer(),
                rejections,
                new FactoryVisits(factory)),
            meters,
            clock);
    return new Provisioner(store, node, clock, lanes, reception, secrets.authority());
  }

  /** The tools of the security package that provisioning works with. */
  public record Secrets(
      MasterKey masterKey,
      IdSource ids,
      SecretGenerator generator,
      SecretVerifiers verifiers,
      Sealer sealer,
      DevicePasswords passwords,
      CertificateAuthority authority,
      DeviceGuesses guesses) {
    SessionKeeper.Origin origin() {
      return new SessionKeeper.Origin(ids, generator, masterKey);
    }
  }

  private Provisioner(
      Store store,
      Optional<Id> node,
      Clock clock,
      Lanes lanes,
      Reception reception,
      CertificateAuthority authority) {
    this.store = store;
    this.node = node;
    this.clock = clock;
    this.lanes = lanes;
    this.reception = reception;
    this.authority = authority;
  }

  /** Takes up the attempts that were under way when a server ended; devices may come back. */
  public void start() {
    store.nodes().listen(this);
    takeUpOrphans();
  }

  private void takeUpOrphans() {
    List<Nodes.Orphan> orphans = store.nodes().orphans(Integer.MAX_VALUE);
    for (int from = 0; from < orphans.size(); from += TAKEN_UP_AT_ONCE) {
      int to = Math.min(from + TAKEN_UP_AT_ONCE, orphans.size());
      orphans.subList(from, to).stream()
          .map(
              orphan ->
                  lanes.submit(
                      orphan.request(),
                      lane -> lane.happen(new SessionEvent.TakenUp(node, orphan.owner()))))
          .toList()
          .forEach(Provisioner::await);
    }
  }

  @Override
  public void nodesChanged() {
    store.disconnectLost(clock.instant());
  }

  @Override
  public void look() {
    takeUpOrphans();
    node.ifPresent(this::letGo);
    authority.refresh();
    reception.review();
  }

  /**
   * Ends connections of devices whose manufacturer their account trusts no more, or who are
   * revoked. Other nodes do it when they look around.
   */
  public void reviewFactoryCertificates() {
    reception.review();
  }

  private void letGo(Id self) {
    Set<Id> held = lanes.held();
    Set<Id> served = store.nodes().servedBy(self, held);
    held.stream()
        .filter(id -> !served.contains(id))
        .forEach(id -> lanes.runIfHeld(id, Lane::refresh));
  }

  @Override
  public void changed(Id request) {
    lanes.runIfHeld(request, Lane::refresh);
  }

  @Override
  public CompletionStage<LoginDecision> login(LoginAttempt attempt, DeviceLink link) {
    return reception.login(attempt, link);
  }

  @Override
  public LoginDecision.Turned undecided(String clientId) {
    return reception.undecided(clientId);
  }

  /**
   * Called when a device is seen at its account's broker; returns when that is stored.
   *
   * @return whether the credentials it came with still count: a stop that was first has revoked
   *     them
   */
  public boolean arrived(Id requestId, int generation) {
    return await(lanes.submit(requestId, lane -> lane.happen(new SessionEvent.Arrived(generation))))
        .map(session -> session.request().progress())
        .filter(p -> p.status() == ExecutionStatus.STOPPED && p.generation() == generation)
        .isEmpty();
  }

  /** Stops a request; returns when that is stored. */
  public StopOutcome stop(Id requestId) {
    return await(lanes.submit(requestId, Provisioner::stop));
  }

  /**
   * Lets a device be provisioned once more, with other credentials; returns where the request
   * stands then, or empty where there is none.
   */
  public Optional<ExecutionStatus> rearm(Id requestId) {
    return await(
        lanes.submit(
            requestId,
            lane ->
                lane.happen(new SessionEvent.RearmOrdered())
                    .map(s -> s.request().progress().status())));
  }

  @Override
  public void close() {
    reception.close();
    lanes.close();
  }

  private static StopOutcome stop(Lane lane) {
    Optional<ExecutionStatus> before = lane.status();
    if (before.isEmpty()) {
      return StopOutcome.UNKNOWN;
    }
    return switch (before.get()) {
      case COMPLETED -> StopOutcome.ALREADY_COMPLETED;
      case STOPPED -> StopOutcome.ALREADY_STOPPED;
      case CREATED, RUNNING, FAILED -> {
        Optional<ProvisioningSession> after = lane.happen(new SessionEvent.StopOrdered());
        boolean arrivedFirst =
            after
                .filter(s -> s.request().progress().status() == ExecutionStatus.COMPLETED)
                .isPresent();
        yield arrivedFirst ? StopOutcome.ALREADY_COMPLETED : StopOutcome.STOPPED;
      }
    };
  }

  private static <T> T await(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
    }
  }
}
