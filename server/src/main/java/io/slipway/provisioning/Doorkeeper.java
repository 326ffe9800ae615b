// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import io.slipway.domain.AuthenticationType;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.StartRules;
import io.slipway.protocol.message.FailureCause;
import io.slipway.security.SecretVerifiers;
import io.slipway.store.StoreReader;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Proves who logs in. Proof comes before state: only who has proved itself is told anything. */
final class Doorkeeper {
  private static final int MAX_CANDIDATES = 8;

  private final StoreReader store;
  private final SecretVerifiers verifiers;
  private final Clock clock;

  Doorkeeper(StoreReader store, SecretVerifiers verifiers, Clock clock) {
    this.store = store;
    this.verifiers = verifiers;
    this.clock = clock;
  }

  /** What a login came to. */
  sealed interface Verdict {

    /** This is the device of this request, and it may be provisioned. */
    record Proven(ProvisionRequest request) implements Verdict {}

    /** This is the device of this request, but it may not be provisioned now. */
    record Held(ProvisionRequest request, FailureCause cause) implements Verdict {}

    /** Nobody knows who this is. */
    record Unproven(FailureCause cause) implements Verdict {}
  }

  Verdict judge(LoginAttempt login) {
    List<ProvisionRequest> candidates =
        store.loginCandidates(login.clientId(), login.username()).stream()
            .filter(r -> r.login().type() == AuthenticationType.USER_PASS)
            .limit(MAX_CANDIDATES)
            .toList();
    if (candidates.isEmpty()) {
      verifiers.waste(login.password());
      return new Verdict.Unproven(FailureCause.UNKNOWN_CLIENT_ID);
    }
    Instant now = clock.instant();
    Map<Boolean, List<ProvisionRequest>> byReadiness =
        candidates.stream()
            .collect(Collectors.partitioningBy(r -> StartRules.obstacle(r, now).isEmpty()));
    List<ProvisionRequest> proven = verified(byReadiness.get(true), login);
    return switch (proven.size()) {
      case 0 -> held(byReadiness.get(false), login, now);
      case 1 -> new Verdict.Proven(proven.get(0));
      default -> new Verdict.Unproven(FailureCause.AMBIGUOUS_IDENTITY);
    };
  }

  private Verdict held(List<ProvisionRequest> others, LoginAttempt login, Instant now) {
    Optional<ProvisionRequest> proven = verified(others, login).stream().findFirst();
    return proven
        .<Verdict>map(r -> new Verdict.Held(r, StartRules.obstacle(r, now).orElseThrow()))
        .orElseGet(() -> new Verdict.Unproven(FailureCause.WRONG_PASSWORD));
  }

  private List<ProvisionRequest> verified(List<ProvisionRequest> some, LoginAttempt login) {
    return some.stream()
        .filter(r -> verifiers.verify(login.password(), r.login().passwordVerifier()))
        .toList();
  }
}
