// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import io.slipway.proof.world.Trust;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.X509TrustManager;

/**
 * Trusts one authority. A certificate that was verified is known from then on: ten thousand devices
 * that verify it do so on ten thousand processors.
 */
final class OnceVerified implements X509TrustManager {
  private final Trust trust;
  private volatile Optional<X509Certificate> known = Optional.empty();

  OnceVerified(Trust trust) {
    this.trust = trust;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    if (known.filter(chain[0]::equals).isPresent()) {
      return;
    }
    try {
      chain[0].verify(trust.authority().getPublicKey());
      known = Optional.of(chain[0]);
    } catch (GeneralSecurityException e) {
      throw new CertificateException("issued by somebody else", e);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("this is the client");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[] {trust.authority()};
  }
}
