// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.Account;
import io.slipway.domain.Actor;
import io.slipway.domain.AuditRecord;
import io.slipway.domain.AuditRecord.Subject;
import io.slipway.domain.AuthenticationType;
import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.Id;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.ProvisionTemplate;
import io.slipway.domain.Reprovision;
import io.slipway.domain.RequestOptions;
import io.slipway.protocol.message.Secret;
import io.slipway.protocol.snapshot.ConfigurationSnapshot;
import io.slipway.provisioning.Destinations;
import io.slipway.provisioning.StopOutcome;
import io.slipway.security.IdSource;
import io.slipway.store.DuplicateException;
import io.slipway.store.Imports;
import io.slipway.store.Orders.NewRequest;
import io.slipway.store.StaleException;
import io.slipway.store.Store;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What operators do to provision requests. */
public final class ProvisionRequests {
  private static final Logger LOG = LoggerFactory.getLogger(ProvisionRequests.class);

  private final Store store;
  private final Sessions sessions;
  private final RequestSecrets secrets;
  private final NewRequests drafts;
  private final PackageOrders packages;
  private final AuditTrail trail;

  /**
   * Takes what it works with.
   *
   * @param sessions act on a request wherever its device is just now
   */
  public ProvisionRequests(
      Store store,
      Targets targets,
      Sessions sessions,
      RequestSecrets secrets,
      IdSource ids,
      AuditTrail trail) {
    this.store = store;
    this.sessions = sessions;
    this.secrets = secrets;
    this.drafts = new NewRequests(targets.destinations(), secrets, ids, trail);
    this.packages = targets.packages();
    this.trail = trail;
  }

  /** What requests may lead to, and what their devices may be given. */
  public record Targets(Destinations destinations, PackageOrders packages) {}

  /**
   * What is done to requests whose devices may be talked with just now.
   *
   * @param rearm returns where the request stands then, or empty where it is gone
   */
  public record Sessions(
      Function<Id, StopOutcome> stop, Function<Id, Optional<ExecutionStatus>> rearm) {}

  /** Makes a request in account {@code scopeId}. */
  public CreatedRequest create(Id scopeId, Actor by, RequestDraft draft) {
    CreatedRequest created = drafts.of(scopeId, by, draft);
    QuotaRules.requireRoomForRequest(store, account(scopeId));
    drafts.requireBroker(
        scopeId, created.request().options().endpointInfoId(), "/options/endpointInfoId");
    checkPackages(scopeId, draft.options().extra(), "/options");
    try {
      recording(by, created.request(), "created").create(created.request());
    } catch (DuplicateException taken) {
      throw RefusedException.duplicate(taken);
    } catch (StaleException packageGone) {
      throw RefusedException.stale();
    }
    return created;
  }

  private void checkPackages(Id scopeId, RequestOptions.Extra extra, String where) {
    try {
      packages.check(scopeId, extra);
    } catch (RefusedException refused) {
      throw refused.under(where);
    }
  }

  /**
   * Makes many requests that all lead to the same broker, and keeps the passwords that are made for
   * them until they are asked for.
   *
   * @return for each draft its request, or why it was not made
   */
  public List<OrderOutcome> createAll(Id scopeId, Actor by, List<RequestDraft> drafts) {
    List<OrderOutcome> outcomes = new ArrayList<>();
    List<NewRequest> made = new ArrayList<>();
    Account account = account(scopeId);
    long room = QuotaRules.roomForRequests(store, account);
    for (RequestDraft draft : drafts) {
      try {
        if (made.size() >= room) {
          throw QuotaRules.full(account);
        }
        NewRequest prepared = prepare(scopeId, by, draft);
        made.add(prepared);
        outcomes.add(new OrderOutcome.Made(prepared.request().id()));
      } catch (RefusedException refused) {
        outcomes.add(new OrderOutcome.Refused(refused.getMessage()));
      }
    }
    Iterator<Optional<String>> stored = store.orders().create(made).iterator();
    outcomes.replaceAll(
        o ->
            o instanceof OrderOutcome.Made
                ? stored.next().<OrderOutcome>map(OrderOutcome.Refused::new).orElse(o)
                : o);
    return outcomes;
  }

  /** How many more requests the account may have, and why no more. */
  Imports.Room room(Id scopeId) {
    Account account = account(scopeId);
    return new Imports.Room(
        QuotaRules.roomForRequests(store, account), QuotaRules.full(account).getMessage());
  }

  private Account account(Id scopeId) {
    return store.account(scopeId).orElseThrow(RefusedException::stale);
  }

  /** A request that is not stored yet, with the password that is to be kept until it is told. */
  NewRequest prepare(Id scopeId, Actor by, RequestDraft draft) {
    CreatedRequest created = drafts.of(scopeId, by, draft);
    ProvisionRequest request = created.request();
    return new NewRequest(
        request,
        // An empty one where the device has none, so that it gets a label like the others.
        Optional.of(secrets.sealPassword(created.generated().orElse(Secret.of("")))),
        trail.record(by, scopeId, "created", subject(request)));
  }

  /** The record of a deletion that makes room for a request. */
  AuditRecord deletion(ProvisionRequest instead, Actor by) {
    return trail.record(by, instead.scopeId(), "deleted", subject(instead));
  }

  /** What the device of a draft would receive, with its passwords masked. */
  byte[] preview(Id scopeId, Actor by, RequestDraft draft) {
    return drafts.preview(drafts.of(scopeId, by, draft).request());
  }

  /** Refuses a plan whose requests could lead nowhere, or name packages that there are not. */
  void requireBroker(ProvisionTemplate template) {
    drafts.requireBroker(
        template.scopeId(), template.body().endpointInfoId(), "/templateId/endpointInfoId");
    checkPackages(template.scopeId(), template.body().extra(), "/templateId");
  }

  /** The password that was made for a request and not told yet; it is told only now. */
  public Secret reveal(ProvisionRequest request, Actor by) {
    if (request.login().type() == AuthenticationType.USER_CERT) {
      throw RefusedException.conflict(
          "the device has no password: it proves itself by its factory certificate");
    }
    return recording(by, request, "revealed")
        .orders()
        .takePassword(request.id())
        .map(secrets::openPassword)
        .orElseThrow(
            () ->
                RefusedException.conflict(
                    "the password was shown before, or was chosen by whoever ordered the device:"
                        + " to give it another, delete the request and order the device anew"));
  }

  /**
   * Changes what the next attempt is to follow.
   *
   * @param request as it was read
   * @param optlock of what the change was decided on
   */
  public ProvisionRequest edit(
      ProvisionRequest request, Actor by, int optlock, RequestOptions options) {
    RequestRules.check(options, request.login().strong());
    if (optlock != request.audit().optlock()) {
      throw RefusedException.stale();
    }
    ConfigurationSnapshot configuration =
        secrets
            .passwords()
            .seal(options.deviceConfiguration(), request.options().deviceConfiguration());
    RequestOptions sealed = NewRequests.withConfiguration(options, configuration);
    ProvisionRequest edited = request.with(sealed, request.audit().modified(trail.now(), by.id()));
    drafts.requireBroker(request.scopeId(), options.endpointInfoId(), "/endpointInfoId");
    packages.check(request.scopeId(), options.extra());
    try {
      recording(by, request, "changed").update(edited);
    } catch (StaleException stale) {
      throw RefusedException.stale();
    }
    return edited;
  }

  /** Deletes a request that no attempt is under way for. */
  public void delete(ProvisionRequest request, Actor by) {
    if (request.progress().status() == ExecutionStatus.RUNNING) {
      throw RefusedException.conflict("the request is running: stop it first");
    }
    try {
      recording(by, request, "deleted").delete(request, trail.now());
    } catch (StaleException stale) {
      throw RefusedException.stale();
    }
  }

  /** Stops a request; what is stopped stays so. */
  public void stop(ProvisionRequest request, Actor by) {
    trail.note(by, request.scopeId(), "stopAsked", subject(request));
    switch (sessions.stop().apply(request.id())) {
      case STOPPED, ALREADY_STOPPED -> {}
      case ALREADY_COMPLETED ->
          throw RefusedException.conflict("the request is completed: the device has arrived");
      case UNKNOWN -> throw RefusedException.unknown("provision request " + request.id());
    }
  }

  /**
   * Lets the device be provisioned once more, with the login that it was ordered with; it gets
   * other credentials for its account, and the old ones count until it arrives with the new.
   *
   * @param freshKey whether it needs another activation key than before
   */
  public ProvisionRequest rearm(ProvisionRequest request, Actor by, boolean freshKey) {
    if (request.options().extra().reprovision() == Reprovision.NEVER) {
      throw RefusedException.conflict(
          "the request's policy is never to run again: change"
              + " options.extraOptions.slipway.reprovision first");
    }
    if (request.progress().status() == ExecutionStatus.RUNNING) {
      throw RefusedException.conflict("the request is running: stop it first");
    }
    if (freshKey) {
      giveActivationKey(request, by);
    }
    trail.note(by, request.scopeId(), "rearmAsked", subject(request));
    return sessions
        .rearm()
        .apply(request.id())
        .filter(status -> status == ExecutionStatus.CREATED)
        .flatMap(status -> store.request(request.id()))
        .orElseThrow(RefusedException::stale);
  }

  private void giveActivationKey(ProvisionRequest request, Actor by) {
    ProvisionRequest keyed =
        request.withActivationKey(
            secrets.newActivationKey(), request.audit().modified(trail.now(), by.id()));
    try {
      recording(by, request, "activationKeyChanged").update(keyed);
    } catch (StaleException stale) {
      throw RefusedException.stale();
    }
  }

  /** The activation key in clear, for labels; empty too where its master key is lost. */
  public Optional<Secret> activationKey(ProvisionRequest request) {
    try {
      return request.login().activationKey().map(secrets::openActivationKey);
    } catch (IllegalArgumentException | IllegalStateException closed) {
      LOG.warn(
          "activation key of request {} cannot be read: {}", request.id(), closed.getMessage());
      return Optional.empty();
    }
  }

  private Store recording(Actor by, ProvisionRequest request, String action) {
    return trail.recording(by, request.scopeId(), action, subject(request));
  }

  private static Subject subject(ProvisionRequest request) {
    return new Subject("provisionRequest", request.id(), request.clientId());
  }
}
