// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.mqtt;

import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** Logs in at brokers. */
public final class Connector {
  private static final int CONNECT_SECONDS = 15;
  private static final int KEEP_ALIVE_SECONDS = 30;

  /** How long a broker may take for an answer. */
  public static final Duration PATIENCE = Duration.ofSeconds(20);

  private final MqttVersion version;
  private final Duration patience;
  private final Inbox inbox;
  private final AtomicInteger connections = new AtomicInteger();

  public Connector(MqttVersion version, Duration patience, Inbox inbox) {
    this.version = version;
    this.patience = patience;
    this.inbox = inbox;
  }

  /** Returns when the broker has accepted the login. */
  public BrokerConnection connect(LoginData login, Trust trust) throws BrokerException {
    int number = connections.incrementAndGet();
    MqttClient client = client(login);
    try {
      client.setTimeToWait(patience.toMillis());
      client.setCallback(new Postman(number, inbox));
      client.connect(options(login, trust));
      return new BrokerConnection(number, client, inbox);
    } catch (MqttException e) {
      release(client);
      throw failure(login.broker().toString(), e);
    } catch (GeneralSecurityException e) {
      release(client);
      throw new BrokerException("TLS cannot be set up: " + e.getMessage(), false, e);
    }
  }

  private static MqttClient client(LoginData login) throws BrokerException {
    try {
      return new MqttClient(login.broker().paho(), login.clientId(), new MemoryPersistence());
    } catch (MqttException | IllegalArgumentException e) {
      throw new BrokerException(login.broker() + " is no address", false, e);
    }
  }

  private MqttConnectOptions options(LoginData login, Trust trust) throws GeneralSecurityException {
    MqttConnectOptions options = new MqttConnectOptions();
    options.setMqttVersion(version.level());
    options.setCleanSession(true);
    options.setConnectionTimeout(CONNECT_SECONDS);
    options.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
    options.setUserName(login.username());
    login.password().ifPresent(secret -> options.setPassword(secret.reveal().toCharArray()));
    login.willTopic().ifPresent(topic -> options.setWill(topic, new byte[0], 0, false));
    if (login.broker().secure()) {
      options.setSocketFactory(trust.socketFactory(login.identity()));
      options.setHttpsHostnameVerificationEnabled(true);
    }
    return options;
  }

  /** Ends the socket and the threads of a client that is no longer used, however far it got. */
  static void release(MqttClient client) {
    try {
      client.disconnectForcibly(0, 1, false);
    } catch (MqttException e) {
      // It has been disconnected already.
    }
    try {
      client.close(true);
    } catch (MqttException e) {
      // It has no threads then.
    }
  }

  static BrokerException failure(String where, MqttException e) {
    String why =
        switch (e.getReasonCode()) {
          case MqttException.REASON_CODE_INVALID_PROTOCOL_VERSION -> "wrong version of MQTT";
          case MqttException.REASON_CODE_INVALID_CLIENT_ID -> "the client id is refused";
          case MqttException.REASON_CODE_BROKER_UNAVAILABLE -> "the broker has no time now";
          case MqttException.REASON_CODE_FAILED_AUTHENTICATION ->
              "client id, user name or password are wrong";
          case MqttException.REASON_CODE_NOT_AUTHORIZED -> "the device may not log in now";
          default -> rootOf(e);
        };
    return new BrokerException(where + ": " + why, refused(e.getReasonCode()), e);
  }

  private static boolean refused(int code) {
    return code == MqttException.REASON_CODE_INVALID_PROTOCOL_VERSION
        || code == MqttException.REASON_CODE_INVALID_CLIENT_ID
        || code == MqttException.REASON_CODE_FAILED_AUTHENTICATION
        || code == MqttException.REASON_CODE_NOT_AUTHORIZED;
  }

  private static String rootOf(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String text = root.getMessage();
    if (root instanceof UnknownHostException) {
      return "nobody knows the host " + text;
    }
    return text == null ? root.getClass().getSimpleName() : text;
  }

  /** Carries what Paho's threads say to the inbox. */
  private record Postman(int number, Inbox inbox) implements MqttCallback {
    @Override
    public void connectionLost(Throwable cause) {
      inbox.put(new Happening.Lost(number, rootOf(cause)));
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      inbox.put(new Happening.Message(number, topic, message.getPayload()));
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {
      // The one who published waits for it.
    }
  }
}
