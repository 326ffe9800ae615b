// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.kura;

import io.slipway.proof.world.Trust;
import java.security.KeyStore.Entry;
import java.security.KeyStore.TrustedCertificateEntry;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.kura.data.DataTransportService;
import org.eclipse.kura.security.keystore.KeystoreService;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/**
 * The gateway's cloud connection: goes where its configuration says, trusts whom its key store
 * holds, and tries until it is in.
 */
final class Cloud implements DataTransportService, KeystoreService, AutoCloseable {
  private static final int TRY_EVERY_MILLIS = 200;

  private final Map<String, Entry> keystore = new ConcurrentHashMap<>();
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final ScheduledFuture<?> connecting;
  private Map<String, Object> configuration = Map.of();
  private MqttClient client;

  Cloud() {
    connecting =
        thread.scheduleWithFixedDelay(
            this::connect, TRY_EVERY_MILLIS, TRY_EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** With the password as it is. */
  synchronized void configure(Map<String, Object> properties) {
    if (!properties.equals(configuration)) {
      disconnect();
      configuration = Map.copyOf(properties);
    }
  }

  private synchronized void connect() {
    if (isConnected() || !text("broker-url").startsWith("mqtts://")) {
      return;
    }
    try {
      if (keystore.get("ssl-slipway") instanceof TrustedCertificateEntry entry) {
        client =
            new MqttClient(
                text("broker-url").replace("mqtts:", "ssl:"),
                text("client-id"),
                new MemoryPersistence());
        client.connect(options((X509Certificate) entry.getTrustedCertificate()));
      }
    } catch (MqttException away) {
      disconnect();
    }
  }

  private MqttConnectOptions options(X509Certificate root) {
    MqttConnectOptions options = new MqttConnectOptions();
    options.setUserName(text("username"));
    options.setPassword(text("password").toCharArray());
    options.setSocketFactory(new Trust(root).context().getSocketFactory());
    options.setHttpsHostnameVerificationEnabled(true);
    return options;
  }

  private void disconnect() {
    try {
      if (client != null) {
        if (client.isConnected()) {
          client.disconnectForcibly(0, 200);
        }
        client.close(true);
      }
    } catch (MqttException gone) {
      throw new IllegalStateException("a client can be closed", gone);
    } finally {
      client = null;
    }
  }

  private String text(String name) {
    return String.valueOf(configuration.getOrDefault(name, ""));
  }

  @Override
  public synchronized boolean isConnected() {
    return client != null && client.isConnected();
  }

  @Override
  public synchronized String getAccountName() {
    return text("topic.context.account-name");
  }

  @Override
  public synchronized String getUsername() {
    return text("username");
  }

  @Override
  public Entry getEntry(String alias) {
    return keystore.get(alias);
  }

  @Override
  public void setEntry(String alias, Entry entry) {
    keystore.put(alias, entry);
  }

  @Override
  public void close() {
    connecting.cancel(false);
    thread.shutdownNow();
    synchronized (this) {
      disconnect();
    }
  }
}
