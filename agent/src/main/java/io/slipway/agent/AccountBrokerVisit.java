// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import io.slipway.agent.certificate.DeviceIdentity;
import io.slipway.agent.handler.HandlerException;
import io.slipway.agent.handler.Snapshots;
import io.slipway.agent.mqtt.BrokerConnection;
import io.slipway.agent.mqtt.BrokerException;
import io.slipway.agent.mqtt.Connector;
import io.slipway.agent.mqtt.Happening;
import io.slipway.agent.mqtt.LoginData;
import io.slipway.agent.mqtt.Trust;
import io.slipway.agent.state.AgentStore;
import io.slipway.agent.state.Outfit;
import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.payload.KuraPayloadCodec;
import io.slipway.protocol.signing.PlatformChain;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Visits to the account's broker: to find out whether it accepts the device, and to work there. */
final class AccountBrokerVisit implements AccountVisit {
  private static final Duration LONG = Duration.ofDays(1);

  /** After so many the clock may be wrong, and the certificate not what it seems. */
  private static final int FAILURES_BELIEVED = 3;

  private final AgentSettings settings;
  private final Connector connector;
  private final Trust trust;
  private final AgentStore store;
  private final Snapshots snapshots;
  private final Announcer announcer;
  private final Renewal renewal;
  private final Surroundings surroundings;

  /** Visits in a row that the broker has ended before they began. */
  private int failures;

  AccountBrokerVisit(
      AgentSettings settings,
      Network network,
      Memory memory,
      Announcer announcer,
      Surroundings world) {
    this.settings = settings;
    this.connector = network.connector();
    this.trust = network.trust();
    this.store = memory.store();
    this.snapshots = memory.snapshots();
    this.announcer = announcer;
    this.renewal = new Renewal(settings.renewing(), network.trust(), memory.store(), world);
    this.surroundings = world;
  }

  /** Told when the broker has let the device in. */
  @FunctionalInterface
  interface Acceptance {
    void accepted() throws IOException;
  }

  /**
   * Logs in with the configuration that is wanted, and works until the connection is lost.
   *
   * @return how it ended, or empty where the agent is to stop
   */
  @Override
  public Optional<Outcome> make(Acceptance acceptance) throws IOException {
    renewal.tend(failures >= FAILURES_BELIEVED);
    try {
      snapshots.enforce();
    } catch (HandlerException refused) {
      return Optional.of(new Outcome.Failed(refused.getMessage()));
    }
    Outfit outfit = store.state().wanted().orElseThrow();
    AccountLogin login = AccountLogin.in(store.read(outfit), outfit.key().isPresent());
    surroundings.log().accept("connecting to the account's broker " + login.broker());
    failures++;
    try (BrokerConnection connection = connect(login, outfit)) {
      failures = 0;
      accepted(acceptance);
      return work(connection, login);
    } catch (BrokerException e) {
      return Optional.of(
          e.refused()
              ? new Outcome.LoginRefused(e.getMessage())
              : new Outcome.Unreachable(e.getMessage()));
    }
  }

  /** Being at work matters more than remembering it: until it is stored, each login tries again. */
  private void accepted(Acceptance acceptance) {
    try {
      acceptance.accepted();
    } catch (IOException | SettingsException full) {
      surroundings.log().accept("accepted, but that could not be stored: " + full);
    }
  }

  private Optional<Outcome> work(BrokerConnection connection, AccountLogin login)
      throws BrokerException, IOException {
    String own = ownTopics(login);
    connection.publish(own + "MQTT/BIRTH", announcer.birthMessage());
    surroundings.log().accept("at work in account " + login.account());
    while (true) {
      Optional<Happening> happening = surroundings.inbox().next(renewal.wait(LONG));
      if (happening.isEmpty() && renewal.tend(false)) {
        connection.publish(own + "MQTT/DC", farewell());
        return Optional.of(new Outcome.Renewed());
      }
      if (happening.filter(Happening.StopWanted.class::isInstance).isPresent()) {
        connection.publish(own + "MQTT/DC", farewell());
        return Optional.empty();
      }
      if (happening.orElse(null) instanceof Happening.Lost lost
          && connection.is(lost.connection())) {
        return Optional.of(new Outcome.Lost("the connection was lost: " + lost.why(), true));
      }
    }
  }

  private BrokerConnection connect(AccountLogin login, Outfit outfit)
      throws BrokerException, IOException {
    return connector.connect(
        new LoginData(
            login.broker(),
            login.clientId(),
            login.username(),
            login.password(),
            identity(outfit, login.password().isPresent()),
            Optional.of(ownTopics(login) + "MQTT/LWT")),
        trustWith(store.chain(outfit)));
  }

  private Optional<DeviceIdentity> identity(Outfit outfit, boolean passwordKnown)
      throws IOException {
    if (outfit.key().isEmpty()) {
      return Optional.empty();
    }
    DeviceIdentity own = store.identity(outfit.key().get());
    return Optional.of(own).filter(i -> i.helpsAt(surroundings.clock().instant(), passwordKnown));
  }

  /** Who vouched for the configuration vouches for the broker that it names. */
  private Trust trustWith(String chain) throws IOException {
    try {
      return trust.and(List.of(PlatformChain.parse(chain).anchor(trust::trusts)));
    } catch (CertificateException damaged) {
      throw new IOException("the platform's stored certificates cannot be read", damaged);
    }
  }

  private String ownTopics(AccountLogin login) {
    return settings.scope().prefix() + "/" + login.account() + "/" + login.clientId() + "/";
  }

  private byte[] farewell() {
    return KuraPayloadCodec.encode(
        KuraPayload.builder().timestamp(surroundings.clock().millis()).build());
  }
}
