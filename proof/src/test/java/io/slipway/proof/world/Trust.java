// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.world;

import io.slipway.protocol.signing.Pem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Trust in one authority and in nobody else, as a device or a program has it that was given it. */
public record Trust(X509Certificate authority) {

  public static Trust in(Path pem) {
    try {
      List<X509Certificate> certificates = Pem.certificates(Files.readString(pem));
      return new Trust(certificates.getFirst());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(pem + " holds no certificate", e);
    }
  }

  public TrustManagerFactory managers() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("authority", authority);
      TrustManagerFactory managers =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(store);
      return managers;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a trust store in memory can be made", e);
    }
  }

  public SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers().getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java speaks TLS", e);
    }
  }
}
