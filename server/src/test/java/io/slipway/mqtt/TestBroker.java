// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.slipway.security.TicketKeys;
import io.slipway.security.TlsIdentities;
import io.slipway.security.TlsIdentity;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A broker on free ports of the loopback, with a gate that the test controls. */
final class TestBroker implements AutoCloseable {
  static final TlsIdentity IDENTITY = TestIdentity.of("localhost");

  final FakeGate gate = new FakeGate();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final ProvisionBroker broker;
  private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

  private TestBroker(MqttSettings settings) {
    InstantSource clock = () -> now;
    this.broker = new ProvisionBroker(settings, gate, IDENTITY, meters, clock);
    broker.start();
  }

  @SafeVarargs
  static TestBroker start(UnaryOperator<MqttSettings>... changes) {
    var anyPort = Optional.of(new MqttSettings.Address("127.0.0.1", 0));
    MqttSettings settings =
        MqttSettings.DEFAULT.withTls(anyPort).withTcp(anyPort).withWss(anyPort).withWs(anyPort);
    for (UnaryOperator<MqttSettings> change : changes) {
      settings = change.apply(settings);
    }
    return new TestBroker(settings);
  }

  int tcpPort() {
    return broker.ports().tcp().orElseThrow();
  }

  int tlsPort() {
    return broker.ports().tls().orElseThrow();
  }

  int wssPort() {
    return broker.ports().wss().orElseThrow();
  }

  int wsPort() {
    return broker.ports().ws().orElseThrow();
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  void renew(TlsIdentities identities) {
    broker.renew(identities);
  }

  void seal(TicketKeys keys) {
    broker.seal(keys);
  }

  double count(String meter, String tag, String value) {
    return meters.get(meter).tag(tag, value).counter().count();
  }

  /** Waits until something was counted so often. */
  void awaitCount(String meter, String tag, String value, int times) {
    long limit = System.nanoTime() + FakeGate.Wait.LIMIT.toNanos();
    while (count(meter, tag, value) != times) {
      if (System.nanoTime() > limit) {
        throw new AssertionError(value + " was not counted " + times + " times");
      }
      Thread.onSpinWait();
    }
  }

  /** Waits until a gauge shows this. */
  void await(String gauge, int value) {
    long limit = System.nanoTime() + FakeGate.Wait.LIMIT.toNanos();
    while (meters.get(gauge).gauge().value() != value) {
      if (System.nanoTime() > limit) {
        throw new AssertionError(gauge + " did not become " + value);
      }
      Thread.onSpinWait();
    }
  }

  RawDevice connect() {
    try {
      return new RawDevice(new Socket("127.0.0.1", tcpPort()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A connection over TCP that is logged in. */
  RawDevice admitted(Version version) {
    RawDevice device = connect();
    device.send(version.connect("device-1", "right"));
    device.expectAccepted();
    return device;
  }

  SSLSocket tlsSocket(Optional<TlsIdentity> client) {
    try {
      SSLSocket socket =
          (SSLSocket)
              context(client, IDENTITY.chain().get(0))
                  .getSocketFactory()
                  .createSocket("127.0.0.1", tlsPort());
      socket.setSoTimeout((int) FakeGate.Wait.LIMIT.toMillis());
      return socket;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static SSLContext context(Optional<TlsIdentity> client, X509Certificate trusted) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keyManagers(client), trust(trusted).getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  static TrustManagerFactory trust(X509Certificate trusted) {
    try {
      KeyStore anchors = KeyStore.getInstance("PKCS12");
      anchors.load(null, null);
      anchors.setCertificateEntry("ca", trusted);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(anchors);
      return trust;
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  private static KeyManager[] keyManagers(Optional<TlsIdentity> client)
      throws GeneralSecurityException, IOException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    if (client.isPresent()) {
      X509Certificate[] chain = client.get().chain().toArray(X509Certificate[]::new);
      keys.setKeyEntry("key", client.get().key(), new char[0], chain);
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, new char[0]);
    return factory.getKeyManagers();
  }

  @Override
  public void close() {
    broker.close();
  }
}
