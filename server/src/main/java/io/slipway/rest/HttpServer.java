// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.slipway.security.IdSource;
import io.slipway.security.TlsIdentities;
import io.slipway.security.TlsIdentity;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.GracefulHandler;

/** The HTTP server: HTTPS for everybody, plain HTTP for this machine. */
public final class HttpServer implements AutoCloseable {
  private static final long DRAIN_MILLIS = 10_000;

  private final HttpSettings settings;
  private final Javalin javalin;
  private final Connectors connectors;

  /**
   * Prepares the server, which does not listen yet.
   *
   * @param ids names the requests whose clients do not
   */
  public HttpServer(HttpSettings settings, TlsIdentity identity, IdSource ids, List<Routes> routes)
      throws GeneralSecurityException, IOException {
    this.settings = settings;
    this.connectors = new Connectors(settings, identity);
    this.javalin = Javalin.create(config -> configure(config, new Exchanges(ids), routes));
  }

  /** Listens. Throws, naming the port, where that is taken. */
  public void start() throws IOException {
    try {
      javalin.start();
    } catch (RuntimeException failed) {
      throw new IOException(
          "cannot listen for HTTPS at %s:%d and for HTTP at %s:%d: %s"
              .formatted(
                  settings.httpsHost(),
                  settings.httpsPort(),
                  settings.httpHost(),
                  settings.httpPort(),
                  reason(failed)),
          failed);
    }
  }

  /** Connections that are made from now on see these certificates. */
  public void renew(TlsIdentities identities) {
    connectors.renew(identities);
  }

  /** What an ACME authority is shown that wants to see by TLS who answers here. */
  public void prove(Supplier<Optional<TlsIdentity>> proof) {
    connectors.prove(proof);
  }

  /** Clients are asked for certificates of these from now on. */
  public void trust(List<X509Certificate> deviceAuthorities) {
    connectors.trust(deviceAuthorities);
  }

  public int httpsPort() {
    return port(0);
  }

  public int httpPort() {
    return port(1);
  }

  /** Takes no more requests, waits for those under way, then closes. */
  @Override
  public void close() {
    javalin.stop();
  }

  private int port(int connector) {
    return ((NetworkConnector) javalin.jettyServer().server().getConnectors()[connector])
        .getLocalPort();
  }

  private void configure(JavalinConfig config, Exchanges exchanges, List<Routes> routes) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.concurrency.useVirtualThreads = true;
    config.http.prefer405over404 = true;
    config.http.maxRequestSize = Bodies.MAX_BYTES;
    config.jetty.modifyServer(HttpServer::drainOnStop);
    config.jetty.modifyHttpConfiguration(connectors::limit);
    config.jetty.addConnector(connectors::https);
    config.jetty.addConnector(connectors::http);
    exchanges.addTo(config);
    routes.forEach(r -> r.addTo(new HeadToo(config.routes)));
  }

  private static void drainOnStop(Server server) {
    server.setStopTimeout(DRAIN_MILLIS);
    server.setErrorHandler(new JettyErrors());
    server.setHandler(new GracefulHandler());
  }

  private static String reason(Throwable failed) {
    Throwable cause = failed;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }
}
