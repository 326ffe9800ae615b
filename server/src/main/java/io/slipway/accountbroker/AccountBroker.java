// SPDX-License-Identifier: Apache-2.0
package io.slipway.accountbroker;

import com.hivemq.configuration.service.InternalConfigurations;
import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import io.slipway.domain.Id;
import io.slipway.registry.DeviceDirectory;
import io.slipway.security.SecretGenerator;
import io.slipway.security.TlsIdentities;
import io.slipway.security.TlsIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** The account broker in this process. Starting takes seconds: do it beside the rest. */
public final class AccountBroker implements AutoCloseable {
  private static final int KEYSTORE_PASSWORD_LENGTH = 32;

  private final EmbeddedHiveMQ broker;
  private final Doorway doorway;
  private final BrokerFolder folder;
  private final ListenPorts ports;

  private AccountBroker(
      EmbeddedHiveMQ broker, Doorway doorway, ListenPorts ports, BrokerFolder folder) {
    this.broker = broker;
    this.doorway = doorway;
    this.folder = folder;
    this.ports = ports;
  }

  /**
   * Starts the broker; returns when it listens.
   *
   * @param anchors that certificates of devices have to hang on
   */
  public static AccountBroker start(
      AccountBrokerSettings settings,
      TlsIdentity tls,
      List<X509Certificate> anchors,
      SecretGenerator secrets,
      DeviceDirectory directory)
      throws IOException {
    BrokerFolder folder = new BrokerFolder(settings.folder());
    ListenPorts ports = ListenPorts.of(settings);
    folder.write(settings, ports, secrets.password(KEYSTORE_PASSWORD_LENGTH).reveal());
    folder.show(tls);
    folder.trust(anchors);
    Doorway doorway = new Doorway(directory, settings.controlPrefix());
    // It waits this long when it stops, for a disk that it does not use here.
    InternalConfigurations.PERSISTENCE_SHUTDOWN_GRACE_PERIOD_MSEC.set(0);
    EmbeddedHiveMQ broker =
        EmbeddedHiveMQ.builder()
            .withConfigurationFolder(folder.conf())
            .withDataFolder(folder.data())
            .withExtensionsFolder(folder.extensions())
            .withEmbeddedExtension(
                EmbeddedExtension.builder()
                    .withId("slipway")
                    .withName("Slipway")
                    .withVersion("1")
                    .withAuthor("Slipway")
                    .withPriority(1)
                    .withStartPriority(1)
                    .withExtensionMain(new BrokerExtension(doorway))
                    .build())
            .withoutLoggingBootstrap()
            .build();
    try {
      broker.start().join();
    } catch (CompletionException e) {
      throw new IOException("the account broker does not start: " + e.getCause(), e);
    }
    return new AccountBroker(broker, doorway, ports, folder);
  }

  public int tlsPort() {
    return ports.tls();
  }

  public int tcpPort() {
    return ports.tcp();
  }

  /**
   * Connections that are made from some seconds after this on see the platform's own certificate;
   * the broker looks every ten whether its stores are others.
   */
  public void renew(TlsIdentities identities) {
    try {
      folder.show(identities.own());
    } catch (IOException e) {
      throw new UncheckedIOException("the account broker's key store cannot be written", e);
    }
  }

  /** From some seconds after this on certificates of devices have to hang on these. */
  public void trust(List<X509Certificate> anchors) {
    try {
      folder.trust(anchors);
    } catch (IOException e) {
      throw new UncheckedIOException("the account broker's trust store cannot be written", e);
    }
  }

  /** A request has changed or is gone, perhaps at another node. */
  public void review(Id request) {
    doorway.review(request);
  }

  @Override
  public void close() {
    doorway.announceEnd();
    try {
      broker.close();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the account broker does not stop", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      doorway.close();
    }
  }
}
