// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.mqtt;

import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttException;

/** A login at a broker. What comes over it is in the {@link Inbox}. */
public final class BrokerConnection implements AutoCloseable {
  private static final int AT_LEAST_ONCE = 1;
  private static final long QUIESCE_MILLIS = 0;

  /** Paho always waits this long, though nothing answers a DISCONNECT: enough to send it. */
  private static final long DISCONNECT_MILLIS = 200;

  private final int number;
  private final MqttClient client;
  private final Inbox inbox;

  BrokerConnection(int number, MqttClient client, Inbox inbox) {
    this.number = number;
    this.client = client;
    this.inbox = inbox;
  }

  /** Whether word of a connection is about this one. */
  public boolean is(int connection) {
    return connection == number;
  }

  /** Returns when the broker has acknowledged the subscription. */
  public void subscribe(String filter) throws BrokerException {
    try {
      client.subscribe(filter, AT_LEAST_ONCE);
    } catch (MqttException e) {
      throw Connector.failure("the subscription failed", e);
    }
  }

  /** Returns when the broker has acknowledged the message. */
  public void publish(String topic, byte[] payload) throws BrokerException {
    try {
      client.publish(topic, payload, AT_LEAST_ONCE, false);
    } catch (MqttException e) {
      throw Connector.failure("a message could not be sent", e);
    }
  }

  /** Takes leave properly where the broker still listens, and forgets what has come meanwhile. */
  @Override
  public void close() {
    try {
      if (client.isConnected()) {
        client.disconnectForcibly(QUIESCE_MILLIS, DISCONNECT_MILLIS, true);
      }
    } catch (MqttException gone) {
      // That is what was wanted.
    }
    Connector.release(client);
    inbox.clear();
  }
}
