// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.protocol.signing.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A folder of keys with their certificates: {@code NAME.key}, sealed, and {@code NAME.pem}. The
 * certificate is written last, so that a key without one is what a crash left and is made anew.
 */
final class KeyFolder {
  private static final String PURPOSE = "private-key";

  private final Path folder;
  private final Sealer sealer;

  KeyFolder(Path folder, Sealer sealer) throws IOException {
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    this.folder = folder;
    this.sealer = sealer;
  }

  /** A key with its certificate. */
  record Entry(PrivateKey key, X509Certificate certificate) {
    @Override
    public String toString() {
      return "Entry[" + certificate.getSubjectX500Principal() + "]";
    }
  }

  /** Issues a certificate for a new key. */
  @FunctionalInterface
  interface Issuer {
    X509Certificate issue(KeyPair key);
  }

  /** The entry of this name; a new one where there is none or it is of no more use. */
  Entry openOrCreate(String name, Predicate<Entry> useful, Issuer issuer) throws IOException {
    Optional<Entry> found = open(name).filter(useful);
    return found.isPresent() ? found.get() : create(name, issuer);
  }

  private Optional<Entry> open(String name) throws IOException {
    Path pem = folder.resolve(name + ".pem");
    if (Files.notExists(pem)) {
      return Optional.empty();
    }
    try {
      List<X509Certificate> certificates = Pem.certificates(Files.readString(pem));
      if (certificates.size() != 1) {
        throw new IOException(pem + " must hold exactly one certificate");
      }
      return Optional.of(new Entry(key(name), certificates.get(0)));
    } catch (CertificateException | IllegalArgumentException e) {
      throw new IOException(
          pem + " or its key is damaged, or the master key is not the one it was sealed with", e);
    }
  }

  private PrivateKey key(String name) throws IOException {
    String sealed =
        new String(
            SecureFiles.readSecret(folder.resolve(name + ".key")), StandardCharsets.US_ASCII);
    try {
      byte[] der = sealer.open(PURPOSE, sealed.strip()).bytes();
      return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw new IOException("the key of " + name + " is damaged", e);
    }
  }

  private Entry create(String name, Issuer issuer) throws IOException {
    KeyPair pair = newKey();
    X509Certificate certificate = issuer.issue(pair);
    Path pem = folder.resolve(name + ".pem");
    // Away with the old certificate first: it would not fit the new key.
    Files.deleteIfExists(pem);
    String sealed = sealer.seal(PURPOSE, pair.getPrivate().getEncoded());
    SecureFiles.writeSecret(
        folder.resolve(name + ".key"), sealed.getBytes(StandardCharsets.US_ASCII));
    SecureFiles.writePublic(pem, Pem.of(certificate).getBytes(StandardCharsets.US_ASCII));
    return new Entry(pair.getPrivate(), certificate);
  }

  private static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java makes P-256 keys", e);
    }
  }
}
