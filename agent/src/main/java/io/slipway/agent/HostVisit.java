// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import io.slipway.agent.handler.HandlerException;
import io.slipway.agent.handler.Snapshots;
import io.slipway.agent.mqtt.Happening;
import io.slipway.agent.state.AgentStore;
import io.slipway.agent.state.Outfit;
import io.slipway.agent.state.Phase;
import io.slipway.protocol.signing.PlatformChain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The agent's host goes to the account's broker and works there; the agent only watches. */
final class HostVisit implements AccountVisit {
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);
  private static final Duration AGAIN = Duration.ofSeconds(10);
  private static final Duration LONG = Duration.ofDays(1);

  private final AgentSettings settings;
  private final Host host;
  private final AgentStore store;
  private final Snapshots snapshots;
  private final Surroundings surroundings;

  HostVisit(AgentSettings settings, Host host, Memory memory, Surroundings world) {
    this.settings = settings;
    this.host = host;
    this.store = memory.store();
    this.snapshots = memory.snapshots();
    this.surroundings = world;
  }

  @Override
  public Optional<Outcome> make(AccountBrokerVisit.Acceptance acceptance) throws IOException {
    boolean proving = store.state().phase() == Phase.SWITCHING;
    Outfit outfit = store.state().wanted().orElseThrow();
    if (proving) {
      trust(outfit);
    }
    try {
      snapshots.enforce();
    } catch (HandlerException refused) {
      return Optional.of(new Outcome.Failed(refused.getMessage()));
    }
    return proving ? prove(outfit, acceptance) : untilStopped();
  }

  /** The root that vouched for the configuration vouches for the broker that it names. */
  private void trust(Outfit outfit) throws IOException {
    try {
      host.trustStore().add(PlatformChain.parse(store.chain(outfit)).root());
    } catch (CertificateException damaged) {
      throw new IOException("the platform's stored certificates cannot be read", damaged);
    } catch (IOException failed) {
      // The host may trust the broker already, or be connected without TLS.
      surroundings.log().accept("the platform's root is not added: " + failed.getMessage());
    }
  }

  private Optional<Outcome> prove(Outfit outfit, AccountBrokerVisit.Acceptance acceptance)
      throws IOException {
    AccountLogin login = AccountLogin.in(store.read(outfit), outfit.key().isPresent());
    Duration timeout = settings.patience().timeout();
    surroundings.log().accept("waiting for the connection to " + login.broker());
    Instant end = uptime().plus(timeout);
    while (!host.connection().isUp(login.account(), login.username())) {
      if (!uptime().isBefore(end)) {
        return Optional.of(
            new Outcome.Unreachable(
                "%s: not connected within %d s".formatted(login.broker(), timeout.toSeconds())));
      }
      if (stopWantedWithin(LOOK_EVERY)) {
        return Optional.empty();
      }
    }
    surroundings.log().accept("connected in account " + login.account());
    while (!accepted(acceptance)) {
      if (stopWantedWithin(AGAIN)) {
        return Optional.empty();
      }
    }
    return untilStopped();
  }

  private boolean accepted(AccountBrokerVisit.Acceptance acceptance) {
    try {
      acceptance.accepted();
      return true;
    } catch (IOException | UncheckedIOException | SettingsException full) {
      surroundings.log().accept("accepted, but that could not be stored: " + full);
      return false;
    }
  }

  /** What else becomes of the connection is the host's own concern. */
  private Optional<Outcome> untilStopped() {
    while (!stopWantedWithin(LONG)) {
      // Nothing else is of interest.
    }
    return Optional.empty();
  }

  private boolean stopWantedWithin(Duration time) {
    return surroundings
        .inbox()
        .next(time)
        .filter(Happening.StopWanted.class::isInstance)
        .isPresent();
  }

  private Instant uptime() {
    return surroundings.uptime().instant();
  }
}
