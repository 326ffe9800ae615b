// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.device;

import io.slipway.proof.world.Patience;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** Eclipse Paho, the client that Kura itself carries: MQTT 3.1 and 3.1.1. */
final class PahoWire implements Wire {
  private static final int REFUSED = 0x80;
  private static final int LAST_RETURN_CODE = 5;

  private final MqttClient client;
  private final LinkedBlockingQueue<Message> inbox = new LinkedBlockingQueue<>();

  private PahoWire(MqttClient client) {
    this.client = client;
  }

  static PahoWire connect(int version, Door door, Login login) {
    String scheme = door.trust().isPresent() ? "ssl" : "tcp";
    try {
      MqttClient client =
          new MqttClient(
              scheme + "://" + door.host() + ":" + door.port(),
              login.clientId(),
              new MemoryPersistence());
      PahoWire wire = new PahoWire(client);
      client.setTimeToWait(Patience.LIMIT.toMillis());
      client.setCallback(wire.inboxFiller());
      wire.connect(options(version, door, login));
      return wire;
    } catch (MqttException e) {
      throw new DisconnectedException(e);
    }
  }

  private static MqttConnectOptions options(int version, Door door, Login login) {
    MqttConnectOptions options = new MqttConnectOptions();
    options.setMqttVersion(version);
    options.setCleanSession(true);
    options.setUserName(login.username());
    options.setPassword(login.password().toCharArray());
    options.setConnectionTimeout((int) Patience.LIMIT.toSeconds());
    login.willTopic().ifPresent(topic -> options.setWill(topic, new byte[0], 0, false));
    door.trust()
        .ifPresent(
            trust -> {
              options.setSocketFactory(trust.context().getSocketFactory());
              options.setHttpsHostnameVerificationEnabled(true);
            });
    return options;
  }

  private void connect(MqttConnectOptions options) throws MqttException {
    try {
      client.connect(options);
    } catch (MqttException refused) {
      client.close(true);
      if (refused.getReasonCode() >= 1 && refused.getReasonCode() <= LAST_RETURN_CODE) {
        throw LoginRefusedException.of(refused.getReasonCode());
      }
      throw refused;
    }
  }

  private MqttCallback inboxFiller() {
    return new MqttCallback() {
      @Override
      public void connectionLost(Throwable cause) {
        // Asked for by connected().
      }

      @Override
      public void messageArrived(String topic, MqttMessage message) {
        inbox.add(new Message(topic, message.getPayload()));
      }

      @Override
      public void deliveryComplete(IMqttDeliveryToken token) {
        // Every publish waits for it.
      }
    };
  }

  @Override
  public boolean subscribe(String filter) {
    try {
      return client.subscribeWithResponse(filter, 1).getGrantedQos()[0] != REFUSED;
    } catch (MqttException refused) {
      if (refused.getReasonCode() == MqttException.REASON_CODE_SUBSCRIBE_FAILED) {
        return false;
      }
      throw new DisconnectedException(refused);
    }
  }

  @Override
  public void unsubscribe(String filter) {
    try {
      client.unsubscribe(filter);
    } catch (MqttException e) {
      throw new DisconnectedException(e);
    }
  }

  @Override
  public boolean publish(String topic, byte[] payload) {
    try {
      client.publish(topic, payload, 1, false);
      return true;
    } catch (MqttException e) {
      throw new DisconnectedException(e);
    }
  }

  @Override
  public Optional<Message> next(Duration limit) {
    try {
      return Optional.ofNullable(inbox.poll(limit.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  @Override
  public boolean connected() {
    return client.isConnected();
  }

  @Override
  public void close() {
    try {
      client.disconnect(Patience.LIMIT.toMillis());
    } catch (MqttException gone) {
      // The broker closed first.
    }
    forget();
  }

  @Override
  public void cut() {
    try {
      client.disconnectForcibly(0, 1, false);
    } catch (MqttException gone) {
      // Then it is cut already.
    }
    forget();
  }

  private void forget() {
    try {
      client.close(true);
    } catch (MqttException e) {
      throw new IllegalStateException("Paho does not end", e);
    }
  }
}
