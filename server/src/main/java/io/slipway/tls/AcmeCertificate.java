// SPDX-License-Identifier: Apache-2.0
package io.slipway.tls;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.slipway.protocol.message.Secret;
import io.slipway.protocol.signing.Pem;
import io.slipway.security.CertificateText;
import io.slipway.security.TlsIdentity;
import io.slipway.security.VaultEntries;
import io.slipway.security.VaultEntries.Entry;
import io.slipway.store.StoreUnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.shredzone.acme4j.Identifier;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.util.CertificateUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate that an ACME authority gives us, renewed when two thirds of its life are over.
 * One node at a time orders; key, certificate and what the authority wants to see are sealed in the
 * database, so all nodes show the same.
 */
public final class AcmeCertificate implements Source, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AcmeCertificate.class);
  private static final String CERTIFICATE = "acme certificate";
  private static final String ACCOUNT = "acme account";
  private static final String PROOF = "acme proof";
  private static final long LOOK_SECONDS = 60;

  /** The library signs the certificate of a proof by RSA. */
  private static final int PROOF_BITS = 2048;

  private final AcmeSettings settings;
  private final VaultEntries vault;
  private final AcmeClient client;
  private final AcmeTurn turn;
  private final Counter failed;
  private final Clock clock;
  private final CountDownLatch ending = new CountDownLatch(1);
  private Optional<Thread> thread = Optional.empty();
  private volatile Optional<String> failure = Optional.empty();
  private volatile Made made = new Made("", Optional.empty());

  public AcmeCertificate(
      AcmeSettings settings,
      VaultEntries vault,
      SecureRandom random,
      MeterRegistry meters,
      Clock clock) {
    this.settings = settings;
    this.vault = vault;
    this.client = new AcmeClient(settings);
    this.turn = new AcmeTurn(vault, random, clock);
    this.clock = clock;
    this.failed =
        Counter.builder("slipway.acme.orders.failed")
            .description("Orders for the server's certificate that an ACME authority did not fill")
            .register(meters);
  }

  /** Looks from now on; tells where there is a new certificate. */
  public void start(Runnable renewed) {
    thread = Optional.of(Thread.ofPlatform().daemon().name("acme").unstarted(() -> run(renewed)));
    thread.get().start();
  }

  @Override
  public Optional<TlsIdentity> latest() throws IOException {
    Optional<Entry> kept = vault.find(CERTIFICATE);
    return kept.isEmpty() ? Optional.empty() : Optional.of(identity(kept.get()));
  }

  private TlsIdentity identity(Entry kept) throws IOException {
    String key = Pem.block("PRIVATE KEY", kept.secret().bytes());
    return new CertificateText(kept.text(), key).identity(clock.instant());
  }

  /** Orders one where it is due and this node's turn; whether there is a new one. */
  public boolean attempt() {
    try {
      Optional<Entry> kept = vault.find(CERTIFICATE);
      if (!isDue(kept) || !turn.take()) {
        return false;
      }
      KeyPair server = newKey();
      List<X509Certificate> chain = client.order(account(), server, this::show);
      keep(server, chain, kept);
      turn.done();
      failure = Optional.empty();
      LOG.info("{} has certified {}", settings.directory().getHost(), settings.names());
      return true;
    } catch (StoreUnavailableException away) {
      LOG.debug("no order while the database is away", away);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | AcmeException | RuntimeException e) {
      failed.increment();
      failure = Optional.of("the ACME authority has not certified this server; see the log");
      LOG.warn(
          "{} does not certify {}: {}; the certificate stays as it is",
          settings.directory().getHost(),
          settings.names(),
          e.getMessage());
    }
    return false;
  }

  private boolean isDue(Optional<Entry> kept) {
    try {
      TlsIdentity identity = identity(kept.orElseThrow(() -> new IOException("none yet")));
      X509Certificate leaf = identity.chain().get(0);
      Instant begin = leaf.getNotBefore().toInstant();
      Duration life = Duration.between(begin, leaf.getNotAfter().toInstant());
      Instant due = begin.plus(life.multipliedBy(2).dividedBy(3));
      return !clock.instant().isBefore(due)
          || !identity.names().equals(Set.copyOf(settings.names()));
    } catch (IOException unusable) {
      return true;
    }
  }

  /** What is sent is looked at once more: a certificate that is no good must replace none. */
  private void keep(KeyPair server, List<X509Certificate> chain, Optional<Entry> instead)
      throws IOException {
    byte[] key = server.getPrivate().getEncoded();
    String text = Pem.of(chain);
    new CertificateText(text, Pem.block("PRIVATE KEY", key)).identity(clock.instant());
    vault.keep(CERTIFICATE, Secret.of(key), text, instead);
  }

  private KeyPair account() throws IOException {
    Optional<Entry> kept = vault.find(ACCOUNT);
    if (kept.isEmpty()) {
      KeyPair fresh = newKey();
      String publicKey = Base64.getEncoder().encodeToString(fresh.getPublic().getEncoded());
      Secret key = Secret.of(fresh.getPrivate().getEncoded());
      kept = Optional.of(vault.keep(ACCOUNT, key, publicKey, Optional.empty()));
    }
    try {
      KeyFactory keys = KeyFactory.getInstance("EC");
      return new KeyPair(
          keys.generatePublic(
              new X509EncodedKeySpec(Base64.getDecoder().decode(kept.get().text()))),
          keys.generatePrivate(new PKCS8EncodedKeySpec(kept.get().secret().bytes())));
    } catch (GeneralSecurityException e) {
      throw new IOException("the key of the ACME account cannot be read", e);
    }
  }

  private void show(AcmeClient.Proof proof) throws IOException {
    String text = proof.name() + " " + proof.token();
    vault.keep(PROOF, Secret.of(proof.authorization()), text, vault.find(PROOF));
    // Made before anybody looks, since an authority does not wait for long.
    if (proof().isEmpty()) {
      throw new IOException("what the authority is to see of " + proof.name() + " is gone");
    }
  }

  /** What the authority gets by HTTP for its token. */
  public Optional<String> answer(String token) {
    return shown().filter(e -> e.text().endsWith(" " + token)).map(e -> e.secret().reveal());
  }

  /** What the authority gets by TLS: a certificate with the hash of what it asked for. */
  public Optional<TlsIdentity> proof() {
    Optional<Entry> entry = shown();
    Made known = made;
    if (entry.isPresent() && !entry.get().text().equals(known.text())) {
      known = new Made(entry.get().text(), Optional.of(proof(entry.get())));
      made = known;
    }
    Optional<TlsIdentity> identity = known.identity();
    return entry.flatMap(e -> identity);
  }

  /** A proof by TLS, made once for each order. */
  private record Made(String text, Optional<TlsIdentity> identity) {}

  private static TlsIdentity proof(Entry shown) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(PROOF_BITS);
      KeyPair key = generator.generateKeyPair();
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(shown.secret().reveal().getBytes(StandardCharsets.US_ASCII));
      Identifier name = Identifier.dns(shown.text().substring(0, shown.text().indexOf(' ')));
      X509Certificate certificate = CertificateUtils.createTlsAlpn01Certificate(key, name, hash);
      return new TlsIdentity(key.getPrivate(), List.of(certificate));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a proof for the ACME authority cannot be made", e);
    }
  }

  private Optional<Entry> shown() {
    try {
      return vault.find(PROOF);
    } catch (IOException | StoreUnavailableException e) {
      LOG.debug("nothing to show to the ACME authority", e);
      return Optional.empty();
    }
  }

  /** What went wrong last, for anybody's eyes. */
  public Optional<String> warning() {
    return failure;
  }

  private void run(Runnable renewed) {
    try {
      do {
        if (attempt()) {
          renewed.run();
        }
      } while (!ending.await(LOOK_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      LOG.debug("no more orders for a certificate");
    }
  }

  private static KeyPair newKey() throws IOException {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IOException("every Java makes P-256 keys", e);
    }
  }

  /** An order under way is broken off; the authority keeps it open for a while. */
  @Override
  public void close() {
    ending.countDown();
    thread.ifPresent(Thread::interrupt);
    try {
      if (thread.isPresent()) {
        thread.get().join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
