// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.mqtt;

import io.slipway.agent.certificate.Authority;
import java.net.InetAddress;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

/** Sockets of the JDK that demand a certificate. */
public final class TlsServer {
  private TlsServer() {}

  /**
   * Listens on the loopback.
   *
   * @param own who has issued the server's certificate
   * @param clients who must have issued the client's
   */
  public static SSLServerSocket demanding(Authority own, Authority clients, String... versions)
      throws Exception {
    KeyPair pair = Authority.pair();
    X509Certificate certificate =
        own.issue("CN=broker", pair.getPublic(), Authority.BEGIN, Authority.END);
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "own",
        pair.getPrivate(),
        new char[0],
        new X509Certificate[] {certificate, own.chain().get(0)});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("clients", clients.root());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    SSLServerSocket socket =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    socket.setNeedClientAuth(true);
    if (versions.length > 0) {
      socket.setEnabledProtocols(versions);
    }
    return socket;
  }
}
