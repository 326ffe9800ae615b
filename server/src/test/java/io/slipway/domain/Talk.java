// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import static io.slipway.domain.Given.START;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plays events into a session one after the other and keeps what came of them. */
final class Talk {
  private ProvisioningSession session;
  private ProvisioningSession stored;
  private Instant now = START;
  private List<Effect> last = List.of();
  private final List<Effect> all = new ArrayList<>();

  Talk(ProvisionRequest request) {
    session = Given.session(request);
    stored = session;
  }

  Talk hears(SessionEvent... events) {
    for (SessionEvent event : events) {
      Decision decision = session.on(event, now);
      session = decision.session();
      if (session.needsStoring(stored)) {
        session = session.revised();
        stored = session;
      }
      last = decision.effects();
      all.addAll(last);
    }
    return this;
  }

  /** A device of the full profile is in, subscribed, and has asked. */
  Talk hearsFullDevice(int nonce) {
    return hears(Given.login(), new SessionEvent.Subscribed(), Given.fullWish(nonce));
  }

  Talk waits(Duration time) {
    now = now.plus(time);
    return hears(new SessionEvent.Tick());
  }

  /** The server ends and starts again: only what was stored is left. */
  Talk crashes() {
    session = ProvisioningSession.restored(stored.request(), stored.execution(), stored.timing());
    return session.running().isPresent()
        ? hears(new SessionEvent.TakenUp(Optional.empty(), Optional.empty()))
        : this;
  }

  ProvisioningSession stored() {
    return stored;
  }

  ProvisioningSession session() {
    return session;
  }

  Instant now() {
    return now;
  }

  List<Effect> lastEffects() {
    return last;
  }

  List<Effect> allEffects() {
    return List.copyOf(all);
  }

  ExecutionStatus status() {
    return session.request().progress().status();
  }

  Execution.Conversation conversation() {
    return session.execution().orElseThrow().conversation();
  }
}
