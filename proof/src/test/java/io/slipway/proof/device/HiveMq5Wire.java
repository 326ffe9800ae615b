// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.device;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.exceptions.ConnectionFailedException;
import com.hivemq.client.mqtt.exceptions.MqttClientStateException;
import com.hivemq.client.mqtt.exceptions.MqttSessionExpiredException;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5PubAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5SubAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5ConnectBuilder;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAck;
import io.slipway.proof.world.Trust;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The HiveMQ client, speaking MQTT 5. */
final class HiveMq5Wire implements Wire {
  private final Mqtt5BlockingClient client;
  private final Mqtt5BlockingClient.Mqtt5Publishes inbox;

  private HiveMq5Wire(Mqtt5BlockingClient client) {
    this.client = client;
    this.inbox = client.publishes(MqttGlobalPublishFilter.ALL);
  }

  static HiveMq5Wire connect(Door door, Login login) {
    Mqtt5BlockingClient client =
        Mqtt5Client.builder()
            .identifier(login.clientId())
            .serverHost(door.host())
            .serverPort(door.port())
            .sslConfig(door.trust().map(HiveMq5Wire::trusting).orElse(null))
            .buildBlocking();
    HiveMq5Wire wire = new HiveMq5Wire(client);
    Mqtt5ConnectBuilder.Send<?> connect =
        wire.client
            .connectWith()
            .cleanStart(true)
            .simpleAuth()
            .username(login.username())
            .password(login.password().getBytes(StandardCharsets.UTF_8))
            .applySimpleAuth();
    login
        .willTopic()
        .ifPresent(t -> connect.willPublish().topic(t).payload(new byte[0]).applyWillPublish());
    try {
      connect.send();
      return wire;
    } catch (Mqtt5ConnAckException refused) {
      throw refusal(refused.getMqttMessage());
    } catch (ConnectionFailedException
        | ConnectionClosedException
        | MqttSessionExpiredException gone) {
      throw new DisconnectedException(gone);
    }
  }

  private static LoginRefusedException refusal(Mqtt5ConnAck answer) {
    OptionalLong retry =
        answer.getUserProperties().asList().stream()
            .filter(p -> p.getName().toString().equals("retry-after-seconds"))
            .mapToLong(p -> Long.parseLong(p.getValue().toString()))
            .findFirst();
    return new LoginRefusedException(
        answer.getReasonCode().getCode(), answer.getReasonString().map(Object::toString), retry);
  }

  private static MqttClientSslConfig trusting(Trust trust) {
    return MqttClientSslConfig.builder().trustManagerFactory(trust.managers()).build();
  }

  @Override
  public boolean subscribe(String filter) {
    CompletableFuture<Mqtt5SubAck> answer =
        client.toAsync().subscribeWith().topicFilter(filter).qos(MqttQos.AT_LEAST_ONCE).send();
    return Answered.granted(answer, this::connected, Mqtt5SubAckException.class, "a subscription");
  }

  @Override
  public void unsubscribe(String filter) {
    client.unsubscribeWith().topicFilter(filter).send();
  }

  @Override
  public boolean publish(String topic, byte[] payload) {
    CompletableFuture<Mqtt5PublishResult> answer =
        client
            .toAsync()
            .publishWith()
            .topic(topic)
            .payload(payload)
            .qos(MqttQos.AT_LEAST_ONCE)
            .send();
    return Answered.granted(answer, this::connected, Mqtt5PubAckException.class, "a publication");
  }

  @Override
  public Optional<Message> next(Duration limit) {
    try {
      return inbox
          .receive(limit.toMillis(), TimeUnit.MILLISECONDS)
          .map(p -> new Message(p.getTopic().toString(), p.getPayloadAsBytes()));
    } catch (MqttSessionExpiredException gone) {
      throw new DisconnectedException(gone);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  @Override
  public boolean connected() {
    return client.getState().isConnected();
  }

  @Override
  public void close() {
    try {
      client.disconnect();
    } catch (MqttClientStateException | ConnectionClosedException gone) {
      // The broker closed first, or in the same moment.
    }
    inbox.close();
  }

  @Override
  public void cut() {
    throw new UnsupportedOperationException("this client always takes its leave");
  }
}
