// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import io.slipway.agent.ProvisioningAgent.Surroundings;
import io.slipway.agent.handler.HandlerException;
import io.slipway.agent.handler.Snapshots;
import io.slipway.agent.mqtt.BrokerConnection;
import io.slipway.agent.mqtt.BrokerException;
import io.slipway.agent.mqtt.Connector;
import io.slipway.agent.mqtt.Happening;
import io.slipway.agent.mqtt.LoginData;
import io.slipway.agent.mqtt.Trust;
import io.slipway.agent.state.AgentStore;
import io.slipway.agent.state.Phase;
import io.slipway.protocol.message.Answer;
import io.slipway.protocol.message.PlatformRequest;
import io.slipway.protocol.payload.KuraPayloadCodec;
import io.slipway.protocol.payload.MalformedPayloadException;
import io.slipway.protocol.topic.ControlScope;
import java.io.IOException;
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
    this.announcer = announcer;
    this.surroundings = world;
  }

  /** How brokers are reached. */
  record Network(Connector connector, Trust trust) {}

  /** What is kept. */
  record Memory(AgentStore store, Snapshots snapshots) {}

  /**
   * Makes the visit.
   *
   * @param trouble why the device comes back from its account's broker
   * @return how it ended, or empty where the agent is to stop
   */
  Optional<Outcome> make(Optional<String> trouble) throws IOException {
    rollBack();
    ControlScope scope = settings.scope();
    LoginData login =
        new LoginData(
            settings.broker(),
            scope.clientId(),
            settings.login().username(),
            settings.login().password(),
            Optional.empty());
    surroundings.log().accept("connecting to the provision broker " + login.broker());
    try (BrokerConnection connection = connector.connect(login, trust)) {
      surroundings.log().accept("connected as " + scope.clientId());
      connection.subscribe(announcer.ownTopics() + "#");
      Talk talk = announcer.newTalk();
      connection.publish(
          announcer.ownTopics() + "MQTT/PROV", announcer.provisionMessage(talk.nonce(), trouble));
      return converse(connection, talk);
    } catch (BrokerException e) {
      return Optional.of(
          e.refused()
              ? new Outcome.LoginRefused(e.getMessage())
              : new Outcome.Unreachable(e.getMessage()));
    }
  }

  /** What was tried before may be what keeps the device from getting here. */
  private void rollBack() throws IOException {
    try {
      snapshots.rollBack();
    } catch (HandlerException refused) {
      surroundings.log().accept("going back failed: " + refused.getMessage());
    }
  }

  private Optional<Outcome> converse(BrokerConnection connection, Talk talk)
      throws BrokerException {
    Instant end = now().plus(settings.patience().timeout());
    boolean progress = false;
    for (Duration left = settings.patience().timeout(); !left.isNegative(); left = until(end)) {
      Optional<Happening> happening = surroundings.inbox().next(left);
      if (happening.isEmpty()) {
        break;
      }
      if (happening.get() instanceof Happening.StopWanted) {
        return Optional.empty();
      }
      if (happening.get() instanceof Happening.Lost lost && connection.is(lost)) {
        return Optional.of(new Outcome.Lost("the connection was lost: " + lost.why(), progress));
      }
      if (happening.get() instanceof Happening.Message message) {
        progress = true;
        Optional<Outcome> outcome = react(connection, talk, message);
        if (outcome.isPresent()) {
          return outcome;
        }
      }
    }
    return Optional.of(
        new Outcome.Failed(
            "not provisioned within " + settings.patience().timeout().toSeconds() + " s"));
  }

  private Optional<Outcome> react(BrokerConnection connection, Talk talk, Happening.Message message)
      throws BrokerException {
    Talk.Heard heard = talk.hear(message.topic(), message.payload(), now());
    if (heard instanceof Talk.Heard.OnlyAnswer only) {
      only.answer().message().ifPresent(why -> surroundings.log().accept("refused: " + why));
      answer(connection, only.topic(), only.answer());
    } else if (heard instanceof Talk.Heard.Order order) {
      Answer answer = carryOut(order.request());
      talk.answered(order, answer);
      answer(connection, order.topic(), answer);
      return answer.ok() ? outcomeOf(order.request()) : Optional.empty();
    }
    return Optional.empty();
  }

  private void answer(BrokerConnection connection, String topic, Answer answer)
      throws BrokerException {
    long now = surroundings.clock().millis();
    connection.publish(topic, KuraPayloadCodec.encode(answer.toPayload(now)));
  }

  /** Does what is asked; when this returns an acceptance, no loss of power can undo it. */
  private Answer carryOut(PlatformRequest request) {
    try {
      if (request instanceof PlatformRequest.PutCertificates certificates) {
        store.keepChain(certificates.pemChains());
        surroundings.log().accept("the platform's certificates are good");
      } else if (request instanceof PlatformRequest.PutConfiguration configuration) {
        AccountLogin.in(configuration.xml());
        snapshots.receive(configuration.xml());
        surroundings.log().accept("configuration received and stored");
      } else if (request instanceof PlatformRequest.Complete complete) {
        return switchOver(complete);
      } else if (!(request instanceof PlatformRequest.Refuse)) {
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
    if (store.state().phase() == Phase.SEEKING) {
      return Answer.refused(400, "no configuration has come yet");
    }
    store.switchOver();
    surroundings.log().accept("all received; going to %s".formatted(complete.brokerUrl()));
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

  private Duration until(Instant end) {
    return Duration.between(now(), end);
  }

  private Instant now() {
    return surroundings.clock().instant();
  }
}
