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
import io.slipway.protocol.message.Answer;
import io.slipway.protocol.message.FailureCause;
import io.slipway.protocol.message.PlatformRequest;
import io.slipway.protocol.payload.KuraPayloadCodec;
import io.slipway.protocol.payload.MalformedPayloadException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A visit to the provision broker: say who this is, and do what the platform has signed. */
final class ProvisionBrokerVisit {
  private final AgentSettings settings;
  private final Connector connector;
  private final Trust trust;
  private final Snapshots snapshots;
  private final AgentStore store;
  private final OwnCertificate ownCertificate;
  private final PackageTalk packages;
  private final Announcer announcer;
  private final Surroundings surroundings;

  ProvisionBrokerVisit(
      AgentSettings settings,
      Network network,
      Memory memory,
      Announcer announcer,
      Surroundings world) {
    this.settings = settings;
    this.connector = network.connector();
    this.trust = network.trust();
    this.snapshots = memory.snapshots();
    this.store = memory.store();
    this.ownCertificate = new OwnCertificate(memory.store(), world.log());
    this.packages = new PackageTalk(settings, memory, network.fetch(), world);
    this.announcer = announcer;
    this.surroundings = world;
  }

  /**
   * Makes the visit.
   *
   * @param trouble why the device comes back from its account's broker
   * @return how it ended, or empty where the agent is to stop
   */
  Optional<Outcome> make(Optional<String> trouble) {
    rollBack();
    packages.begin();
    if (surroundings.inbox().stopping()) {
      return Optional.empty();
    }
    Optional<Outcome> outcome = visit(trouble);
    packages.end(outcome);
    return outcome;
  }

  /** Ends what still goes on between visits. */
  void stop() {
    packages.end(Optional.empty());
  }

  private Optional<Outcome> visit(Optional<String> trouble) {
    surroundings.log().accept("connecting to the provision broker " + settings.broker());
    LoginData login;
    try {
      login = login();
    } catch (IOException | GeneralSecurityException unusable) {
      return Optional.of(
          new Outcome.Unreachable(
              "the factory certificate cannot be shown: " + unusable.getMessage()));
    }
    try (BrokerConnection connection = connector.connect(login, trust)) {
      surroundings.log().accept("connected as " + settings.scope().clientId());
      return converse(connection, announcer.newTalk(), trouble);
    } catch (BrokerException e) {
      return Optional.of(
          e.refused()
              ? new Outcome.LoginRefused(e.getMessage())
              : new Outcome.Unreachable(e.getMessage()));
    }
  }

  /** The factory certificate's key is nowhere but on the disk as long as it is not needed. */
  private LoginData login() throws IOException, GeneralSecurityException {
    Optional<AgentSettings.FactoryFiles> factory = settings.login().factory();
    Optional<DeviceIdentity> identity =
        factory.isPresent() ? Optional.of(factory.get().read()) : Optional.empty();
    return new LoginData(
        settings.broker(),
        settings.scope().clientId(),
        settings.login().username(),
        Optional.of(settings.login().password()),
        identity,
        Optional.empty());
  }

  /** What was tried before may be what keeps the device from getting here. */
  private void rollBack() {
    try {
      snapshots.rollBack();
    } catch (HandlerException | IOException failed) {
      surroundings.log().accept("going back failed: " + failed.getMessage());
    }
  }

  private Optional<Outcome> converse(
      BrokerConnection connection, Talk talk, Optional<String> trouble) {
    try {
      connection.subscribe(announcer.ownTopics() + "#");
      connection.publish(
          announcer.ownTopics() + "MQTT/PROV", announcer.provisionMessage(talk.nonce(), trouble));
      return listen(connection, talk);
    } catch (BrokerException gone) {
      return Optional.of(lost(talk, gone.getMessage()));
    }
  }

  private Optional<Outcome> listen(BrokerConnection connection, Talk talk) throws BrokerException {
    Duration timeout = settings.patience().timeout();
    Instant end = uptime().plus(timeout);
    for (Duration left = timeout; left.toMillis() > 0; left = Duration.between(uptime(), end)) {
      Happening happening = surroundings.inbox().next(packages.wait(left)).orElse(null);
      if (happening instanceof Happening.StopWanted) {
        return Optional.empty();
      }
      if (happening instanceof Happening.Lost lost && connection.is(lost.connection())) {
        return Optional.of(lost(talk, lost.why()));
      }
      if (happening instanceof Happening.Message message && connection.is(message.connection())) {
        Optional<Outcome> outcome = react(connection, talk, message);
        if (outcome.isPresent()) {
          return outcome;
        }
      }
      if (packages.tend(connection, talk)) {
        end = uptime().plus(timeout);
      }
    }
    return Optional.of(new Outcome.Failed("not provisioned within " + timeout.toSeconds() + " s"));
  }

  /** The platform hangs up after a refusal of the device: then that is why. */
  private static Outcome lost(Talk talk, String why) {
    return talk.objection()
        .<Outcome>map(Outcome.Failed::new)
        .orElseGet(() -> new Outcome.Lost("the connection was lost: " + why, talk.progress()));
  }

  private Optional<Outcome> react(BrokerConnection connection, Talk talk, Happening.Message message)
      throws BrokerException {
    Talk.Heard heard =
        talk.hear(message.topic(), message.payload(), surroundings.clock().instant());
    if (heard instanceof Talk.Heard.OnlyAnswer only) {
      only.answer().message().ifPresent(why -> surroundings.log().accept("refused: " + why));
      answer(connection, only.topic(), only.answer());
    } else if (heard instanceof Talk.Heard.Order order && PackageOrders.concerns(order.request())) {
      packages.take(connection, talk, order);
    } else if (heard instanceof Talk.Heard.Order order) {
      Answer answer = carryOut(talk, order);
      talk.answered(order, answer);
      Optional<Outcome> end = answer.ok() ? outcomeOf(order.request()) : Optional.empty();
      try {
        answer(connection, order.topic(), answer);
      } catch (BrokerException gone) {
        return Optional.of(end.orElseThrow(() -> gone));
      }
      return end;
    }
    return Optional.empty();
  }

  private void answer(BrokerConnection connection, String topic, Answer answer)
      throws BrokerException {
    long now = surroundings.clock().millis();
    connection.publish(topic, KuraPayloadCodec.encode(answer.toPayload(now)));
  }

  /** Does what is asked; when this returns an acceptance, no loss of power can undo it. */
  private Answer carryOut(Talk talk, Talk.Heard.Order order) {
    PlatformRequest request = order.request();
    try {
      if (request instanceof PlatformRequest.PutCertificates) {
        surroundings.log().accept("the platform's certificates are good");
      } else if (request instanceof PlatformRequest.CreateCsr wanted) {
        return ownCertificate.ask(wanted, order.time());
      } else if (request instanceof PlatformRequest.PutDeviceCertificate certificate) {
        return ownCertificate.take(certificate, order.time());
      } else if (packages.busy() && !(request instanceof PlatformRequest.Refuse)) {
        return Answer.refused(500, "the device is still busy with a package");
      } else if (request instanceof PlatformRequest.PutConfiguration configuration) {
        AccountLogin.in(configuration.xml(), store.state().ownKey().certified().isPresent());
        snapshots.receive(configuration.xml(), talk.chain().orElseThrow());
        surroundings.log().accept("configuration received and stored");
      } else if (request instanceof PlatformRequest.Complete complete) {
        return switchOver(complete);
      } else if (request instanceof PlatformRequest.Refuse refuse) {
        if (refuse.cause() == FailureCause.CSR_REFUSED) {
          // Its certificate may have been revoked: asked again, the platform says the same again.
          store.forgetKey();
        }
      } else {
        return Answer.refused(404, "not handled here");
      }
      return Answer.accepted();
    } catch (MalformedPayloadException | HandlerException refused) {
      surroundings.log().accept("configuration refused: " + refused.getMessage());
      return Answer.refused(500, refused.getMessage());
    } catch (IOException full) {
      surroundings.log().accept("nothing could be stored: " + full);
      return Answer.refused(500, "the device could not store it: " + full);
    }
  }

  private Answer switchOver(PlatformRequest.Complete complete) throws IOException {
    Optional<Outfit> pending = store.state().pending();
    if (pending.isEmpty()) {
      return Answer.refused(400, "no configuration has come yet");
    }
    boolean certified = pending.get().key().isPresent();
    if (!AccountLogin.in(store.read(pending.get()), certified).isMeantBy(complete)) {
      return Answer.refused(400, "the configuration that has come is for another login");
    }
    store.switchOver(complete.renewalUrl().filter(url -> Renewal.address(url).isPresent()));
    surroundings.log().accept("all received; going to " + complete.brokerUrl());
    return Answer.accepted();
  }

  private static Optional<Outcome> outcomeOf(PlatformRequest request) {
    if (request instanceof PlatformRequest.Complete) {
      return Optional.of(new Outcome.Delivered());
    }
    if (request instanceof PlatformRequest.Refuse refuse) {
      return Optional.of(
          new Outcome.TurnedAway(
              "not provisioned: " + refuse.cause() + " (" + refuse.message() + ")",
              Duration.ofSeconds(Math.max(0, refuse.retryAfterSeconds()))));
    }
    return Optional.empty();
  }

  private Instant uptime() {
    return surroundings.uptime().instant();
  }
}
