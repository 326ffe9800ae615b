// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.slipway.security.TlsIdentities;
import io.slipway.security.TlsIdentity;
import io.slipway.security.TlsSuites;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;

/** The two doors of the HTTP server, and what may come through them. */
final class Connectors {
  private static final int HEADER_BYTES = 16 * 1024;
  private static final long IDLE_MILLIS = 30_000;
  private static final long SHUTDOWN_IDLE_MILLIS = 100;
  private static final int MOST_CONNECTIONS = 2_000;
  private static final int BACKLOG = 256;

  /** So few that a small body passes after seconds in which a busy machine did nothing. */
  private static final int MIN_BYTES_PER_SECOND = 64;

  private final HttpSettings settings;
  private final ServedKeys keys;
  private final DeviceTls tls;

  Connectors(HttpSettings settings, TlsIdentity identity)
      throws GeneralSecurityException, IOException {
    this.settings = settings;
    this.keys = new ServedKeys(TlsIdentities.of(identity));
    this.tls = tls(identity, new DeviceTls(keys, settings.deviceAuthorities()));
  }

  void renew(TlsIdentities identities) {
    keys.renew(identities);
  }

  void prove(Supplier<Optional<TlsIdentity>> proof) {
    keys.prove(proof);
  }

  /** Clients are asked for certificates of these from now on. */
  void trust(List<X509Certificate> deviceAuthorities) {
    tls.name(deviceAuthorities);
  }

  void limit(HttpConfiguration configuration) {
    configuration.setSendServerVersion(false);
    configuration.setSendXPoweredBy(false);
    configuration.setRequestHeaderSize(HEADER_BYTES);
    configuration.setResponseHeaderSize(HEADER_BYTES);
    configuration.setMinRequestDataRate(MIN_BYTES_PER_SECOND);
  }

  Connector https(Server server, HttpConfiguration configuration) {
    HttpConfiguration secure = new HttpConfiguration(configuration);
    // Clients may come by address, for which there is no server name indication.
    secure.addCustomizer(new SecureRequestCustomizer(false));
    ServerConnector connector =
        new ServerConnector(
            server, new SslConnectionFactory(tls, "http/1.1"), new HttpConnectionFactory(secure));
    return at(connector, settings.httpsHost(), settings.httpsPort());
  }

  Connector http(Server server, HttpConfiguration configuration) {
    ServerConnector connector =
        new ServerConnector(server, new HttpConnectionFactory(configuration));
    return at(connector, settings.httpHost(), settings.httpPort());
  }

  private static ServerConnector at(ServerConnector connector, String host, int port) {
    connector.setHost(host);
    connector.setPort(port);
    connector.setIdleTimeout(IDLE_MILLIS);
    connector.setShutdownIdleTimeout(SHUTDOWN_IDLE_MILLIS);
    connector.setAcceptQueueSize(BACKLOG);
    connector.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, connector));
    return connector;
  }

  /** Jetty wants a key store, though what is shown is chosen at each handshake. */
  private static DeviceTls tls(TlsIdentity identity, DeviceTls tls)
      throws GeneralSecurityException, IOException {
    char[] password = new char[0];
    KeyStore store = KeyStore.getInstance(TlsIdentity.KEY_STORE_TYPE);
    store.load(null, password);
    store.setKeyEntry(
        "server", identity.key(), password, identity.chain().toArray(Certificate[]::new));
    tls.setKeyStore(store);
    tls.setKeyStorePassword("");
    tls.setIncludeProtocols(TlsSuites.PROTOCOLS.toArray(String[]::new));
    tls.setExcludeCipherSuites();
    tls.setIncludeCipherSuites(TlsSuites.NAMES.toArray(String[]::new));
    tls.setUseCipherSuitesOrder(true);
    // The JDK ends it with an alert; Jetty would say good-bye as if nothing had happened.
    tls.setRenegotiationAllowed(TlsSuites.refusesRenegotiation());
    tls.setSniRequired(false);
    return tls;
  }
}
