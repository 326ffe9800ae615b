// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.slipway.domain.Announcement;
import io.slipway.domain.Ask;
import io.slipway.domain.Delivery;
import io.slipway.domain.Destination;
import io.slipway.domain.Execution;
import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.Id;
import io.slipway.domain.Parcel;
import io.slipway.domain.Profile;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.RequestProgress;
import io.slipway.domain.Rivalry;
import io.slipway.domain.Step;
import io.slipway.protocol.message.FailureCause;
import io.slipway.protocol.snapshot.ConfigurationSnapshot;
import io.slipway.store.SessionChange;
import io.slipway.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Puts attempts into the store as provisioning would. */
final class Attempts {
  static final Instant STARTED = Instant.parse("2026-03-01T08:00:00.000Z");
  static final Instant ENDED = Instant.parse("2026-03-01T08:00:30.500Z");

  private Attempts() {}

  static Execution start(Store store, ProvisionRequest request) {
    Execution execution =
        attempt(request, ExecutionStatus.RUNNING, Optional.empty(), Optional.empty());
    save(store, request, execution);
    return execution;
  }

  /** One that brings an application to a device. */
  static Execution bring(Store store, ProvisionRequest request, Parcel parcel) {
    Execution plain = attempt(request, ExecutionStatus.RUNNING, Optional.empty(), Optional.empty());
    Destination to = plain.destination();
    Execution execution =
        new Execution(
            plain.id(),
            plain.requestId(),
            plain.scopeId(),
            plain.generation(),
            plain.attempt(),
            plain.seed(),
            plain.profile(),
            plain.announcement(),
            new Destination(
                to.accountName(),
                to.brokerUrl(),
                to.observed(),
                to.componentPid(),
                to.configuration(),
                to.certificate(),
                List.of(parcel),
                false),
            plain.status(),
            plain.failureCause(),
            new Execution.Conversation(
                Step.APPS_INSTALLING,
                Optional.of(Ask.DOWNLOAD),
                true,
                Optional.empty(),
                false,
                Optional.empty(),
                Rivalry.NONE,
                Optional.empty(),
                new Delivery(0, parcel.size() / 2, 0)),
            plain.log(),
            plain.startedOn(),
            plain.endedOn());
    save(store, request, execution);
    return execution;
  }

  static Execution fail(Store store, ProvisionRequest request, FailureCause cause) {
    Execution execution =
        attempt(request, ExecutionStatus.FAILED, Optional.of(cause), Optional.of(ENDED));
    save(store, request, execution);
    return execution;
  }

  private static Execution attempt(
      ProvisionRequest request,
      ExecutionStatus status,
      Optional<FailureCause> cause,
      Optional<Instant> endedOn) {
    int attempt = request.progress().attempts() + 1;
    return new Execution(
        new Id(request.id().value() + 1_000_000 + attempt),
        request.id(),
        request.scopeId(),
        request.progress().generation(),
        attempt,
        "0123456789abcdef0123456789abcdef",
        Profile.FULL,
        Announcement.NONE,
        new Destination(
            "acme",
            "mqtts://broker.example:8883",
            true,
            "pid",
            ConfigurationSnapshot.EMPTY,
            Optional.empty()),
        status,
        cause,
        new Execution.Conversation(
            Step.STARTED,
            Optional.empty(),
            false,
            Optional.empty(),
            false,
            Optional.empty(),
            Rivalry.NONE,
            Optional.empty(),
            Delivery.NONE),
        List.of(
            new Execution.LogLine(STARTED, "the device asked to be provisioned"),
            new Execution.LogLine(ENDED, "it did not answer")),
        STARTED,
        endedOn);
  }

  private static void save(Store store, ProvisionRequest request, Execution execution) {
    RequestProgress before = request.progress();
    RequestProgress after =
        new RequestProgress(
            execution.status(),
            execution.failureCause(),
            before.generation(),
            execution.attempt(),
            Optional.of(new RequestProgress.PasswordTerms("kid", 20)),
            before.delivered(),
            before.pinnedFull(),
            before.revision() + 1,
            Optional.empty());
    store.save(
        new SessionChange(
            request.with(after),
            Optional.of(execution),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }
}
