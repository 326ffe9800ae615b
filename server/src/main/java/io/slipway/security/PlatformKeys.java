// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.domain.PlatformKey;
import io.slipway.protocol.signing.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The platform's keys with their certificates; where two nodes make one, both use the first. */
final class PlatformKeys {
  static final String SERVER = "server ";
  static final String RESPONDER = "ocsp ";
  static final String PURPOSE = "private-key";
  private static final String FORMER = " former ";

  private final KeyVault vault;
  private final Sealer sealer;
  private final Clock clock;

  PlatformKeys(KeyVault vault, Sealer sealer, Clock clock) {
    this.vault = vault;
    this.sealer = sealer;
    this.clock = clock;
  }

  /**
   * A key with its certificate.
   *
   * @param above what is kept with it: what others say of the key, or who has issued it
   * @param since when it was made
   */
  record Entry(
      PrivateKey key, X509Certificate certificate, List<X509Certificate> above, Instant since) {
    Entry {
      above = List.copyOf(above);
    }

    Entry(PrivateKey key, X509Certificate certificate) {
      this(key, certificate, List.of(), Instant.EPOCH);
    }

    /** The same with a key that signs as quickly as can be here; for nothing but to sign. */
    Entry quick() {
      return NativeCrypto.provider()
          .filter(library -> key instanceof ECPrivateKey)
          .map(library -> new Entry(NativeCrypto.own(library, key), certificate, above, since))
          .orElse(this);
    }

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

  /** Issues a certificate for a new key, and what is to be kept with it. */
  @FunctionalInterface
  interface ChainIssuer {
    List<X509Certificate> issue(KeyPair key);
  }

  /**
   * The entry of this name; a new one where there is none or it is of no more use. The one before
   * is kept as a former one, since what it has issued goes on to count.
   */
  Entry openOrCreate(String name, Predicate<Entry> useful, Issuer issuer) throws IOException {
    Optional<PlatformKey> kept = vault.find(name);
    if (kept.isPresent()) {
      Entry found = open(kept.get());
      if (useful.test(found)) {
        return found;
      }
    }
    return open(succeed(create(name, key -> List.of(issuer.issue(key))), kept));
  }

  /** A new entry in place of one, unless another was faster. */
  void replace(String name, X509Certificate instead, ChainIssuer issuer) throws IOException {
    Optional<PlatformKey> kept = vault.find(name);
    if (kept.isPresent() && open(kept.get()).certificate().equals(instead)) {
      succeed(create(name, issuer), kept);
    }
  }

  /** The certificates of all entries whose names begin like this, with what is kept with them. */
  List<X509Certificate> certificatesOf(String prefix) throws IOException {
    List<X509Certificate> found = new ArrayList<>();
    for (PlatformKey kept : vault.beginningWith(prefix)) {
      try {
        found.addAll(Pem.certificates(kept.certificate()));
      } catch (CertificateException e) {
        throw new IOException("the certificate of " + kept.name() + " cannot be read", e);
      }
    }
    return found;
  }

  /** The entry of this name where there is one. */
  Optional<Entry> find(String name) throws IOException {
    Optional<PlatformKey> kept = vault.find(name);
    return kept.isPresent() ? Optional.of(open(kept.get())) : Optional.empty();
  }

  /** Those that were replaced, the newest first. */
  List<Entry> former(String name, X509Certificate current) throws IOException {
    List<Entry> found = new ArrayList<>();
    for (PlatformKey kept : vault.beginningWith(name + FORMER)) {
      found.add(open(kept));
    }
    // A crash may have left behind what was to be replaced then.
    found.removeIf(e -> e.certificate().equals(current));
    found.sort(Comparator.comparing(Entry::since).reversed());
    return found;
  }

  /** Keeps a key that was made elsewhere, with its certificate and who has issued it. */
  void bring(String name, PrivateKey key, List<X509Certificate> chain) {
    succeed(kept(name, key.getEncoded(), Pem.of(chain)), vault.find(name));
  }

  /** Keeps a secret that is no key of ours, with certificates that go with it. */
  void bringSecret(String name, String secret, List<X509Certificate> certificates) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    succeed(kept(name, bytes, Pem.of(certificates)), vault.find(name));
  }

  /** A secret with what goes with it. */
  record Secret(String text, List<X509Certificate> certificates) {
    @Override
    public String toString() {
      return "Secret[]";
    }
  }

  Optional<Secret> secret(String name) throws IOException {
    Optional<PlatformKey> kept = vault.find(name);
    if (kept.isEmpty()) {
      return Optional.empty();
    }
    try {
      String text = sealer.open(PURPOSE, kept.get().sealedKey()).reveal();
      return Optional.of(new Secret(text, Pem.certificates(kept.get().certificate())));
    } catch (IllegalArgumentException | CertificateException e) {
      throw new IOException("what is kept as " + name + " cannot be opened", e);
    }
  }

  /** Takes an entry out of use; it is kept as a former one. */
  boolean retire(String name) {
    Optional<PlatformKey> kept = vault.find(name);
    kept.ifPresent(
        k -> {
          archive(k);
          vault.remove(k);
        });
    return kept.isPresent();
  }

  private PlatformKey succeed(PlatformKey fresh, Optional<PlatformKey> kept) {
    kept.filter(PlatformKeys::signsOn).ifPresent(this::archive);
    return vault.keep(fresh, kept);
  }

  /** What servers and responders have signed is of no more use once they are replaced. */
  private static boolean signsOn(PlatformKey kept) {
    return !kept.name().startsWith(SERVER) && !kept.name().startsWith(RESPONDER);
  }

  private void archive(PlatformKey kept) {
    byte[] certificate = kept.certificate().getBytes(StandardCharsets.UTF_8);
    String name = kept.name() + FORMER + Fingerprints.of(certificate).substring(0, 16);
    PlatformKey former =
        new PlatformKey(name, kept.sealedKey(), kept.certificate(), kept.createdOn());
    vault.keep(former, Optional.empty());
  }

  private Entry open(PlatformKey kept) throws IOException {
    try {
      List<X509Certificate> certificates = Pem.certificates(kept.certificate());
      if (certificates.isEmpty()) {
        throw new IOException("the key " + kept.name() + " has no certificate");
      }
      X509Certificate own = certificates.get(0);
      byte[] der = sealer.open(PURPOSE, kept.sealedKey().strip()).bytes();
      PrivateKey key =
          KeyFactory.getInstance(own.getPublicKey().getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(der));
      return new Entry(key, own, certificates.subList(1, certificates.size()), kept.createdOn());
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(
          "the platform's key "
              + kept.name()
              + " cannot be opened: it was sealed with another master key than this one, or is"
              + " damaged",
          e);
    }
  }

  private PlatformKey create(String name, ChainIssuer issuer) {
    KeyPair pair = newKey();
    return kept(name, pair.getPrivate().getEncoded(), Pem.of(issuer.issue(pair)));
  }

  private PlatformKey kept(String name, byte[] key, String certificates) {
    return new PlatformKey(
        name,
        sealer.seal(PURPOSE, key),
        certificates,
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
