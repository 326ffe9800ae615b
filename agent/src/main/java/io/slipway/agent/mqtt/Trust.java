// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.mqtt;

import io.slipway.agent.certificate.DeviceIdentity;
import io.slipway.protocol.message.Secret;
import io.slipway.protocol.signing.Pem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** The authorities that the device trusts. */
public final class Trust {
  private final List<X509Certificate> roots;

  private Trust(List<X509Certificate> roots) {
    this.roots = List.copyOf(roots);
  }

  /**
   * Reads who is trusted: those of both files; where there is neither, those of Java.
   *
   * @param caFile certificates as PEM
   * @param truststore a key store of certificates
   */
  public static Trust read(Optional<Path> caFile, Optional<Path> truststore, Secret password)
      throws IOException, GeneralSecurityException {
    if (caFile.isEmpty() && truststore.isEmpty()) {
      return new Trust(acceptedBy(null));
    }
    List<X509Certificate> roots = new ArrayList<>();
    if (caFile.isPresent()) {
      roots.addAll(inPem(caFile.get()));
    }
    if (truststore.isPresent()) {
      roots.addAll(inStore(truststore.get(), password));
    }
    return new Trust(roots);
  }

  /** Whether this is one of the trusted, be it also certified by another. */
  public boolean trusts(X509Certificate authority) {
    return roots.stream()
        .anyMatch(
            root ->
                root.getSubjectX500Principal().equals(authority.getSubjectX500Principal())
                    && root.getPublicKey().equals(authority.getPublicKey()));
  }

  /** This, and some more. */
  public Trust and(List<X509Certificate> more) {
    return new Trust(Stream.concat(roots.stream(), more.stream()).distinct().toList());
  }

  /** This, and whom another trusts. */
  public Trust and(Trust other) {
    return and(other.roots);
  }

  /** Makes connections by TLS, on which this device may have a certificate to show. */
  public SSLSocketFactory socketFactory(Optional<DeviceIdentity> own)
      throws GeneralSecurityException {
    return context(own).getSocketFactory();
  }

  /** The same for clients that make connections by themselves. */
  public SSLContext context(Optional<DeviceIdentity> own) throws GeneralSecurityException {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (X509Certificate root : roots) {
        store.setCertificateEntry("root-" + store.size(), root);
      }
      SSLContext context = SSLContext.getInstance("TLS");
      KeyManager[] keys = own.isPresent() ? own.get().keyManagers() : new KeyManager[0];
      context.init(keys, managers(store), null);
      return context;
    } catch (IOException e) {
      throw new GeneralSecurityException("an empty key store cannot be made", e);
    }
  }

  private static List<X509Certificate> inPem(Path file)
      throws IOException, GeneralSecurityException {
    List<X509Certificate> found = Pem.certificates(Files.readString(file));
    if (found.isEmpty()) {
      throw new GeneralSecurityException(file + " holds no certificate in PEM");
    }
    return found;
  }

  private static List<X509Certificate> inStore(Path file, Secret password)
      throws IOException, GeneralSecurityException {
    List<X509Certificate> found = acceptedBy(keyStore(file, password));
    if (found.isEmpty()) {
      throw new GeneralSecurityException(file + " holds no certificate to trust");
    }
    return found;
  }

  private static KeyStore keyStore(Path file, Secret password)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    char[] characters = password.isEmpty() ? null : password.reveal().toCharArray();
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, characters);
      return store;
    } finally {
      if (characters != null) {
        Arrays.fill(characters, ' ');
      }
    }
  }

  private static List<X509Certificate> acceptedBy(KeyStore store) throws GeneralSecurityException {
    List<X509Certificate> accepted = new ArrayList<>();
    for (TrustManager manager : managers(store)) {
      if (manager instanceof X509TrustManager known) {
        Collections.addAll(accepted, known.getAcceptedIssuers());
      }
    }
    return accepted;
  }

  private static TrustManager[] managers(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}
