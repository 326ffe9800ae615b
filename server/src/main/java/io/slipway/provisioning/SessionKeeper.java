// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import io.slipway.domain.Actor;
import io.slipway.domain.AuditRecord;
import io.slipway.domain.Decision;
import io.slipway.domain.Effect;
import io.slipway.domain.Execution;
import io.slipway.domain.Id;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.ProvisioningSession;
import io.slipway.domain.RequestProgress;
import io.slipway.domain.SessionEvent;
import io.slipway.domain.Timing;
import io.slipway.security.IdSource;
import io.slipway.security.MasterKey;
import io.slipway.security.SecretGenerator;
import io.slipway.store.DeviceChange;
import io.slipway.store.SessionChange;
import io.slipway.store.Store;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Takes sessions out of the store and puts what they decide back into it. */
final class SessionKeeper {
  private static final int SEED_BYTES = 16;

  private final Store store;
  private final Destinations destinations;
  private final DeviceConfigurations configurations;
  private final Origin origin;
  private final Timing timing;
  private final Optional<Id> node;

  /**
   * @param node this one, where there may be others
   */
  SessionKeeper(
      Store store,
      Destinations destinations,
      DeviceConfigurations configurations,
      Origin origin,
      Timing timing,
      Optional<Id> node) {
    this.store = store;
    this.destinations = destinations;
    this.configurations = configurations;
    this.origin = origin;
    this.timing = timing;
    this.node = node;
  }

  Optional<Id> node() {
    return node;
  }

  /** Whether this node serves the device and keeps its time limits. */
  boolean isOurs(ProvisioningSession session) {
    return session.request().progress().owner().equals(node);
  }

  /** Where what is new in an attempt comes from. */
  record Origin(IdSource ids, SecretGenerator secrets, MasterKey masterKey) {}

  Optional<ProvisioningSession> restore(Id requestId) {
    return store.request(requestId).map(this::restore);
  }

  ProvisioningSession restore(ProvisionRequest request) {
    // A request that was never tried has no attempt to look for.
    boolean tried = request.progress().attempts() > 0 || request.progress().generation() > 1;
    Optional<Execution> newest = tried ? store.latestExecution(request.id()) : Optional.empty();
    return ProvisioningSession.restored(request, newest, timing);
  }

  SessionEvent.Draft draft(ProvisionRequest request) {
    return new SessionEvent.Draft(
        origin.ids().next(),
        HexFormat.of().formatHex(origin.secrets().random(SEED_BYTES)),
        destinations.of(request),
        new RequestProgress.PasswordTerms(
            origin.masterKey().kid(), request.options().connection().passwordLength()));
  }

  /**
   * Makes a decision durable. After this, and only then, its messages may be sent.
   *
   * @param stored what the store has
   * @return what it has now
   */
  ProvisioningSession commit(ProvisioningSession stored, Decision decision, Instant now) {
    ProvisioningSession after = decision.session().revised();
    recording(stored, after, now)
        .save(
            new SessionChange(
                after.request(),
                attempts(stored, decision),
                first(decision, Effect.IssueCredential.class)
                    .map(e -> configurations.credential(after.request(), now)),
                first(decision, Effect.IssueCertificate.class)
                    .map(Effect.IssueCertificate::certificate),
                first(decision, Effect.RevokeCredentials.class)
                    .map(e -> new SessionChange.Revocation(e.first(), e.last(), now, e.cause())),
                notes(after, decision, now),
                concernsOthers(stored, decision),
                Optional.of(state(stored))));
    return after;
  }

  /** Every change of a request's status leaves a record, in the transaction that makes it. */
  private Store recording(ProvisioningSession stored, ProvisioningSession after, Instant now) {
    RequestProgress before = stored.request().progress();
    RequestProgress progress = after.request().progress();
    if (progress.status() == before.status()) {
      return store;
    }
    Map<String, String> detail = new HashMap<>();
    detail.put("statusBefore", before.status().name());
    detail.put("generation", Integer.toString(progress.generation()));
    detail.put("revision", Long.toString(progress.revision()));
    progress.failureCause().ifPresent(cause -> detail.put("cause", cause.name()));
    after.execution().ifPresent(x -> detail.put("execution", x.id().toString()));
    if (progress.quarantined()) {
      after
          .execution()
          .ifPresent(x -> detail.put("evidence", x.conversation().rivalry().evidence()));
    }
    ProvisionRequest request = after.request();
    return store.audited(
        new AuditRecord(
            origin.ids().next(),
            request.scopeId(),
            now,
            Actor.PLATFORM,
            action(progress),
            new AuditRecord.Subject("provisionRequest", request.id(), request.clientId()),
            detail));
  }

  private static String action(RequestProgress progress) {
    return progress.quarantined()
        ? "quarantined"
        : progress.status().name().toLowerCase(Locale.ROOT);
  }

  private static SessionChange.Stored state(ProvisioningSession stored) {
    return new SessionChange.Stored(
        stored.request().progress().status(), stored.execution().map(Execution::id));
  }

  /** Another node may have the device, or a broker the one whose login counts no more. */
  private boolean concernsOthers(ProvisioningSession stored, Decision decision) {
    boolean elsewhere = stored.request().progress().owner().isPresent() && !isOurs(stored);
    return elsewhere || first(decision, Effect.RevokeCredentials.class).isPresent();
  }

  /** Those that have changed; one that ended comes before the one that follows it. */
  private static List<Execution> attempts(ProvisioningSession stored, Decision decision) {
    Stream<Execution> newest =
        decision.session().execution().stream()
            .filter(x -> !stored.execution().equals(Optional.of(x)));
    Stream<Execution> ended =
        first(decision, Effect.KeepEnded.class).map(Effect.KeepEnded::attempt).stream();
    return Stream.concat(ended, newest).toList();
  }

  private Optional<DeviceChange> notes(ProvisioningSession after, Decision decision, Instant now) {
    List<DeviceChange.Event> events =
        decision.effects().stream()
            .filter(Effect.Note.class::isInstance)
            .map(Effect.Note.class::cast)
            .map(n -> new DeviceChange.Event(origin.ids().next(), now, n.resource(), n.message()))
            .toList();
    if (events.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> said =
        after.running().map(x -> x.announcement().birthMetrics()).orElse(Map.of());
    ProvisionRequest request = after.request();
    return Optional.of(
        new DeviceChange(
            request.scopeId(),
            request.clientId(),
            origin.ids().next(),
            now,
            said,
            Optional.empty(),
            events));
  }

  private static <E extends Effect> Optional<E> first(Decision decision, Class<E> kind) {
    return decision.effects().stream().filter(kind::isInstance).map(kind::cast).findFirst();
  }
}
