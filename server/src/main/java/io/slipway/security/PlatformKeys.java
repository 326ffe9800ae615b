// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.domain.PlatformKey;
import io.slipway.protocol.signing.Pem;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The platform's keys with their certificates; where two nodes make one, both use the first. */
final class PlatformKeys {
  private static final String PURPOSE = "private-key";

  private final KeyVault vault;
  private final Sealer sealer;
  private final Clock clock;

  PlatformKeys(KeyVault vault, Sealer sealer, Clock clock) {
    this.vault = vault;
    this.sealer = sealer;
    this.clock = clock;
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
    Optional<PlatformKey> kept = vault.find(name);
    if (kept.isPresent()) {
      Entry found = open(kept.get());
      if (useful.test(found)) {
        return found;
      }
    }
    return open(vault.keep(create(name, issuer), kept));
  }

  private Entry open(PlatformKey kept) throws IOException {
    try {
      List<X509Certificate> certificates = Pem.certificates(kept.certificate());
      if (certificates.size() != 1) {
        throw new IOException("the key " + kept.name() + " must have exactly one certificate");
      }
      byte[] der = sealer.open(PURPOSE, kept.sealedKey().strip()).bytes();
      PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
      return new Entry(key, certificates.get(0));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(
          "the platform's key "
              + kept.name()
              + " cannot be opened: it was sealed with another master key than this one, or is"
              + " damaged",
          e);
    }
  }

  private PlatformKey create(String name, Issuer issuer) {
    KeyPair pair = newKey();
    X509Certificate certificate = issuer.issue(pair);
    return new PlatformKey(
        name,
        sealer.seal(PURPOSE, pair.getPrivate().getEncoded()),
        Pem.of(certificate),
        clock.instant().truncatedTo(ChronoUnit.MILLIS));
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
