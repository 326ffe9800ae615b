// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.domain.Id;
import io.slipway.protocol.signing.MessageSigner;
import io.slipway.protocol.signing.Pem;
import io.slipway.security.AuthorityCertificate.Purpose;
import io.slipway.security.AuthorityCertificate.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The platform's own authority: a root, the certificate that signs provisioning messages, those of
 * its servers, and the authorities of accounts. Keys are P-256 and sealed at rest.
 */
public final class CertificateAuthority {
  /** What the platform's keys are sealed for. */
  public static final String SEAL_PURPOSE = PlatformKeys.PURPOSE;

  /** From when on attempts get what a roll-over has made: all nodes know of it by then. */
  static final Duration SETTLING = Duration.ofSeconds(15);

  private static final Duration ROOT_LIFE = Duration.ofDays(20 * 365);
  private static final Duration SIGNER_LIFE = Duration.ofDays(10 * 365);
  private static final Duration SERVER_LIFE = Duration.ofDays(397);
  private static final Duration RENEW_BEFORE = Duration.ofDays(60);
  private static final String ROOT = "root";
  private static final String SIGNING = "signing";

  /** What an earlier version kept, and nobody uses. */
  private static final String LEFT_OVER = "management";

  private final PlatformKeys keys;
  private final Certificates certificates;
  private final Clock clock;
  private final Path caPem;
  private final Epoch epoch;
  private final AccountKeys accountKeys;
  private final AccountAuthorities accounts;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final ReentrantLock loading = new ReentrantLock();
  private volatile Present present;

  private CertificateAuthority(
      Path data, KeyVault vault, Sealer sealer, Certificates certificates, Clock clock)
      throws IOException {
    this.keys = new PlatformKeys(vault, sealer, clock);
    this.certificates = certificates;
    this.clock = clock;
    this.caPem = data.resolve("ca.pem");
    this.epoch = new Epoch(vault, sealer, clock);
    this.accountKeys = new AccountKeys(keys, certificates, this::holds, clock);
    this.accounts =
        new AccountAuthorities(
            (account, name) ->
                accountKeys.open(account, name, present.roots().current(), platformChain()),
            account -> account.lastsUntil(clock.instant().plus(RENEW_BEFORE)));
    vault.find(LEFT_OVER).ifPresent(vault::remove);
    this.present = load();
  }

  /**
   * What holds now.
   *
   * @param signings the one in force first
   */
  private record Present(String epoch, RootLine roots, List<Signing> signings) {}

  /**
   * Opens the authority, and makes what is missing or about to expire.
   *
   * @param data the folder that the root's certificate is written to, for people
   */
  public static CertificateAuthority openOrCreate(
      Path data, KeyVault vault, Sealer sealer, Certificates certificates, Clock clock)
      throws IOException {
    return new CertificateAuthority(data, vault, sealer, certificates, clock);
  }

  public X509Certificate root() {
    return present.roots().current().certificate();
  }

  /** The roots that are to be trusted, the one in force first. */
  public List<X509Certificate> roots() {
    return present.roots().trusted(clock.instant());
  }

  /** Whoever issues certificates for devices: the roots, and the authorities that were brought. */
  public List<X509Certificate> deviceAnchors() {
    List<X509Certificate> anchors = new ArrayList<>(roots());
    try {
      anchors.addAll(accountKeys.brought());
    } catch (IOException e) {
      throw new UncheckedIOException("the imported authorities cannot be read", e);
    }
    return List.copyOf(anchors);
  }

  /** The file that holds the roots, for everybody who is to trust the platform. */
  public Path caPem() {
    return caPem;
  }

  /** The chain of the platform's signing key, in PEM. */
  public String platformChain() {
    return present.signings().get(0).chain();
  }

  /** The authority of an account; all nodes have the same. */
  public AccountAuthority account(Id account, String name) {
    try {
      return accounts.of(account, name);
    } catch (IOException e) {
      throw new IllegalStateException("no authority for account " + name, e);
    }
  }

  /** Signs messages to devices. */
  public MessageSigner signer() {
    return present.signings().get(0).signer();
  }

  /**
   * What signs the messages of an attempt, the same as long as that lasts.
   *
   * @param begun when the attempt began
   */
  public Signing signing(Instant begun) {
    List<Signing> signings = present.signings();
    return signings.stream()
        .filter(s -> !begun.isBefore(s.since().plus(SETTLING)))
        .findFirst()
        .orElseGet(signings::getLast);
  }

  /** Those who sign what the roots say of servers' certificates, the one in force first. */
  public List<StatusSigner> rootStatuses() {
    return present.roots().entries().stream()
        .map(e -> new StatusSigner(PkiPath.ofRoot(e.certificate()), e, Optional.empty()))
        .toList();
  }

  /**
   * Those who sign what an account's authorities say of devices' certificates, the one in force
   * first; none where the account has no authority yet.
   */
  public List<StatusSigner> statuses(Id account, String name) {
    try {
      return accountKeys.statuses(account, name);
    } catch (IOException e) {
      throw new IllegalStateException("no authority for account " + name, e);
    }
  }

  /**
   * The identity of servers with these names, which nodes of the same names share; a new one where
   * it gets old.
   *
   * @param names host names and addresses that clients use
   */
  public TlsIdentity serverIdentity(Set<String> names) throws IOException {
    Set<String> wanted = new TreeSet<>(names);
    RootLine roots = present.roots();
    PlatformKeys.Entry root = roots.current();
    PlatformKeys.Entry server =
        keys.openOrCreate(
            PlatformKeys.SERVER + String.join(",", wanted),
            entry ->
                holds(entry, root)
                    && certificates.names(entry.certificate()).equals(wanted)
                    && certificates.namesList(entry.certificate(), root.certificate()),
            key -> certificates.server(key, root, wanted, SERVER_LIFE));
    return new TlsIdentity(server.key(), roots.chain(server.certificate(), clock.instant()));
  }

  /** A device's chain with the root that it ends at. */
  public String upToRoot(String chain) {
    try {
      X509Certificate last = Pem.certificates(chain).getLast();
      return present
          .roots()
          .issuerOf(last)
          .map(PlatformKeys.Entry::certificate)
          .filter(root -> !root.equals(last))
          .map(root -> chain + Pem.of(root))
          .orElse(chain);
    } catch (CertificateException e) {
      throw new IllegalStateException("a stored chain cannot be read", e);
    }
  }

  /** What there is of the platform and of an account, what is in force first. */
  public List<AuthorityCertificate> list(Id account, String name) throws IOException {
    List<AuthorityCertificate> all = new ArrayList<>();
    List<PlatformKeys.Entry> roots = present.roots().entries();
    roots.forEach(e -> all.add(listed(Purpose.ROOT, e.equals(roots.get(0)), e)));
    PlatformKeys.Entry signer = keys.find(SIGNING).orElseThrow();
    all.add(listed(Purpose.PROVISIONING, true, signer));
    keys.former(SIGNING, signer.certificate())
        .forEach(e -> all.add(listed(Purpose.PROVISIONING, false, e)));
    // Made now where nobody has needed it yet.
    account(account, name);
    all.addAll(accountKeys.list(account));
    return all;
  }

  private static AuthorityCertificate listed(
      Purpose purpose, boolean current, PlatformKeys.Entry entry) {
    return new AuthorityCertificate(purpose, Source.OWN, current, entry.certificate());
  }

  /**
   * Replaces the root and all below it. The new root is certified by the one before, and both are
   * to be trusted until that one expires.
   */
  public void rollOverRoot() throws IOException {
    refresh();
    RootLine roots = present.roots();
    PlatformKeys.Entry before = roots.current();
    int number = roots.entries().size() + 1;
    keys.replace(
        ROOT,
        before.certificate(),
        key ->
            List.of(
                certificates.root(key, number, ROOT_LIFE),
                certificates.crossing(key, number, before, ROOT_LIFE)));
    changed();
  }

  /** Replaces an account's own authority, and what signs messages to its devices. */
  public void rollOver(Id account, String name) throws IOException {
    refresh();
    account(account, name);
    accountKeys.rollOver(account, name, present.roots().current());
    changed();
  }

  /** Lets the certificates of an account's devices come from an authority that is brought. */
  public void bring(Id account, IssuerChain issuer) throws IOException {
    accountKeys.bring(account, issuer);
    changed();
  }

  /** Lets them come from an authority elsewhere, which is asked whether it is there. */
  public void bring(Id account, EstSettings est)
      throws IssuerAwayException, IssuerRefusedException {
    accountKeys.bring(account, est);
    changed();
  }

  /** Lets them come from the account's own authority again; false where they did. */
  public boolean useOwn(Id account) throws IOException {
    boolean other = accountKeys.retireBrought(account);
    if (other) {
      changed();
    }
    return other;
  }

  /** Whoever is told that certificates have changed, here or at another node. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** Takes up what another node has changed. */
  public void refresh() {
    if (!epoch.read().equals(present.epoch())) {
      reload();
    }
  }

  private void changed() {
    epoch.next();
    reload();
  }

  private void reload() {
    loading.lock();
    try {
      present = load();
      accounts.forget();
    } catch (IOException e) {
      throw new UncheckedIOException("the platform's keys cannot be read", e);
    } finally {
      loading.unlock();
    }
    listeners.forEach(Runnable::run);
  }

  private Present load() throws IOException {
    // First, so that what changes meanwhile is found the next time.
    String now = epoch.read();
    PlatformKeys.Entry root =
        keys.openOrCreate(ROOT, entry -> true, key -> certificates.root(key, 1, ROOT_LIFE));
    List<PlatformKeys.Entry> line = new ArrayList<>(List.of(root));
    line.addAll(keys.former(ROOT, root.certificate()));
    RootLine roots = new RootLine(line);
    PlatformKeys.Entry signer =
        keys.openOrCreate(
            SIGNING,
            entry -> holds(entry, root),
            key -> certificates.provisioningSigner(key, root, SIGNER_LIFE));
    List<PlatformKeys.Entry> signers = new ArrayList<>(List.of(signer));
    signers.addAll(keys.former(SIGNING, signer.certificate()));
    byte[] trusted = Pem.of(roots.trusted(clock.instant())).getBytes(StandardCharsets.US_ASCII);
    SecureFiles.writePublic(caPem, trusted);
    return new Present(now, roots, signers.stream().map(e -> signing(e, roots)).toList());
  }

  private Signing signing(PlatformKeys.Entry entry, RootLine roots) {
    return Signing.of(entry, Pem.of(roots.chain(entry.certificate(), clock.instant())));
  }

  /** Whether a certificate is of this issuer and will last a while. */
  private boolean holds(PlatformKeys.Entry entry, PlatformKeys.Entry issuer) {
    boolean lasting =
        entry.certificate().getNotAfter().toInstant().isAfter(clock.instant().plus(RENEW_BEFORE));
    return lasting && Certificates.issued(entry.certificate(), issuer.certificate());
  }
}
