// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.device;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.exceptions.ConnectionFailedException;
import com.hivemq.client.mqtt.exceptions.MqttClientStateException;
import com.hivemq.client.mqtt.exceptions.MqttSessionExpiredException;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3MessageException;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3SubAckException;
import com.hivemq.client.mqtt.mqtt3.message.connect.Mqtt3ConnectBuilder;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt3.message.subscribe.suback.Mqtt3SubAck;
import io.slipway.proof.world.Trust;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The HiveMQ client, speaking MQTT 3.1.1. */
final class HiveMq3Wire implements Wire {
  private final Mqtt3BlockingClient client;
  private final Mqtt3BlockingClient.Mqtt3Publishes inbox;

  private HiveMq3Wire(Mqtt3BlockingClient client) {
    this.client = client;
    this.inbox = client.publishes(MqttGlobalPublishFilter.ALL);
  }

  static HiveMq3Wire connect(Door door, Login login) {
    Mqtt3BlockingClient client =
        Mqtt3Client.builder()
            .identifier(login.clientId())
            .serverHost(door.host())
            .serverPort(door.port())
            .sslConfig(door.trust().map(HiveMq3Wire::trusting).orElse(null))
            .buildBlocking();
    HiveMq3Wire wire = new HiveMq3Wire(client);
    Mqtt3ConnectBuilder.Send<?> connect =
        wire.client
            .connectWith()
            .cleanSession(true)
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
    } catch (Mqtt3ConnAckException refused) {
      throw LoginRefusedException.of(refused.getMqttMessage().getReturnCode().getCode());
    } catch (ConnectionFailedException
        | ConnectionClosedException
        | MqttSessionExpiredException gone) {
      throw new DisconnectedException(gone);
    }
  }

  private static MqttClientSslConfig trusting(Trust trust) {
    return MqttClientSslConfig.builder().trustManagerFactory(trust.managers()).build();
  }

  @Override
  public boolean subscribe(String filter) {
    CompletableFuture<Mqtt3SubAck> answer =
        client.toAsync().subscribeWith().topicFilter(filter).qos(MqttQos.AT_LEAST_ONCE).send();
    return Answered.granted(answer, this::connected, Mqtt3SubAckException.class, "a subscription");
  }

  @Override
  public void unsubscribe(String filter) {
    client.unsubscribeWith().topicFilter(filter).send();
  }

  @Override
  public boolean publish(String topic, byte[] payload) {
    CompletableFuture<Mqtt3Publish> answer =
        client
            .toAsync()
            .publishWith()
            .topic(topic)
            .payload(payload)
            .qos(MqttQos.AT_LEAST_ONCE)
            .send();
    return Answered.granted(answer, this::connected, Mqtt3MessageException.class, "a publication");
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
