// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import java.net.Socket;
import java.security.KeyStore;
import java.security.cert.CRL;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * TLS that asks clients for a certificate, takes any, and lets those without one by. Whether it is
 * known, and to whom it belongs, is judged where it counts: an expired one has to come through to
 * be renewed. The authorities of devices are named, so that a browser without a certificate of
 * theirs does not ask its user for one.
 */
final class DeviceTls extends SslContextFactory.Server {
  private final ServedKeys keys;
  private volatile List<X509Certificate> authorities;

  /**
   * @param keys what is shown to clients
   */
  DeviceTls(ServedKeys keys, List<X509Certificate> authorities) {
    this.keys = keys;
    this.authorities = List.copyOf(authorities);
    setWantClientAuth(!authorities.isEmpty());
  }

  /** Names others from the next handshake on. */
  void name(List<X509Certificate> others) {
    authorities = List.copyOf(others);
  }

  @Override
  protected TrustManager[] getTrustManagers(KeyStore store, Collection<? extends CRL> revoked) {
    return new TrustManager[] {new Anybody()};
  }

  @Override
  protected KeyManager[] getKeyManagers(KeyStore unused) {
    return new KeyManager[] {keys};
  }

  @Override
  public void customize(SSLEngine engine) {
    super.customize(engine);
    keys.listenForProof(engine);
  }

  /** That the client has the key is found out by TLS itself. */
  private final class Anybody extends X509ExtendedTrustManager {
    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return authorities.toArray(X509Certificate[]::new);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("this is a server itself");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      checkServerTrusted(chain, type);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      checkServerTrusted(chain, type);
    }
  }
}
