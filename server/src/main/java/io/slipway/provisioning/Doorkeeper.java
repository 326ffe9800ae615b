// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import io.slipway.domain.AuthenticationType;
import io.slipway.domain.ManufacturerAuthority.Stamp;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.StartRules;
import io.slipway.protocol.message.FailureCause;
import io.slipway.provisioning.FactoryLogins.Finding;
import io.slipway.security.SecretVerifiers;
import io.slipway.store.StoreReader;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Proves who logs in. Proof comes before state: only who has proved itself is told anything. */
final class Doorkeeper {
  private static final int MAX_CANDIDATES = 8;

  private final StoreReader store;
  private final SecretVerifiers verifiers;
  private final FactoryLogins factory;
  private final Clock clock;

  Doorkeeper(StoreReader store, SecretVerifiers verifiers, FactoryLogins factory, Clock clock) {
    this.store = store;
    this.verifiers = verifiers;
    this.factory = factory;
    this.clock = clock;
  }

  /** What a login came to. */
  sealed interface Verdict {

    /**
     * This is the device of this request, and it may be provisioned.
     *
     * @param trusted what the account trusts, where the device came by a factory certificate
     */
    record Proven(ProvisionRequest request, List<Stamp> trusted) implements Verdict {
      Proven(ProvisionRequest request) {
        this(request, List.of());
      }
    }

    /** This is the device of this request, but it may not be provisioned now. */
    record Held(ProvisionRequest request, FailureCause cause) implements Verdict {}

    /**
     * Nobody knows who this is.
     *
     * @param objections what is wrong with its certificate, for each order that it could be for
     */
    record Unproven(FailureCause cause, List<Finding.Objection> objections) implements Verdict {
      Unproven(FailureCause cause) {
        this(cause, List.of());
      }
    }
  }

  Verdict judge(LoginAttempt login) {
    List<ProvisionRequest> candidates =
        store.loginCandidates(login.clientId(), login.username()).stream()
            .limit(MAX_CANDIDATES)
            .toList();
    if (candidates.stream().allMatch(Doorkeeper::byCertificate)) {
      verifiers.waste(login.password());
    }
    if (candidates.isEmpty()) {
      return new Verdict.Unproven(FailureCause.UNKNOWN_CLIENT_ID);
    }
    Instant now = clock.instant();
    Map<Boolean, List<ProvisionRequest>> byReadiness =
        candidates.stream()
            .collect(Collectors.partitioningBy(r -> StartRules.obstacle(r, now).isEmpty()));
    Judged ready = judged(byReadiness.get(true), login);
    return switch (ready.proven().size()) {
      case 0 -> held(ready.objections(), judged(byReadiness.get(false), login), candidates, now);
      case 1 -> ready.proven().get(0);
      default -> new Verdict.Unproven(FailureCause.AMBIGUOUS_IDENTITY);
    };
  }

  private static boolean byCertificate(ProvisionRequest request) {
    return request.login().type() == AuthenticationType.USER_CERT;
  }

  private static Verdict held(
      List<Finding.Objection> earlier,
      Judged others,
      List<ProvisionRequest> candidates,
      Instant now) {
    List<Finding.Objection> objections = new ArrayList<>(earlier);
    objections.addAll(others.objections());
    return others.proven().stream()
        .findFirst()
        .map(Verdict.Proven::request)
        .<Verdict>map(r -> new Verdict.Held(r, StartRules.obstacle(r, now).orElseThrow()))
        .orElseGet(() -> new Verdict.Unproven(cause(candidates, objections), objections));
  }

  private static FailureCause cause(
      List<ProvisionRequest> candidates, List<Finding.Objection> objections) {
    return candidates.stream().allMatch(Doorkeeper::byCertificate)
        ? objections.get(0).cause()
        : FailureCause.WRONG_PASSWORD;
  }

  /** Requests whose proof verifies, and what is wrong with certificates for the others. */
  private record Judged(List<Verdict.Proven> proven, List<Finding.Objection> objections) {}

  private Judged judged(List<ProvisionRequest> some, LoginAttempt login) {
    List<Verdict.Proven> proven = new ArrayList<>();
    List<Finding.Objection> objections = new ArrayList<>();
    for (ProvisionRequest request : some) {
      if (byCertificate(request)) {
        switch (factory.judge(request, login)) {
          case Finding.Counts counts -> proven.add(new Verdict.Proven(request, counts.trusted()));
          case Finding.Objection no -> objections.add(no);
        }
      } else if (verifiers.verify(login.password(), request.login().passwordVerifier())) {
        proven.add(new Verdict.Proven(request));
      }
    }
    return new Judged(proven, objections);
  }
}
