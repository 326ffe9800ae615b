// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.domain.Id;
import io.slipway.protocol.signing.KeyIds;
import io.slipway.protocol.signing.MessageSigner;
import io.slipway.protocol.signing.Pem;
import io.slipway.protocol.signing.SignatureAlgorithm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The platform's own authority: a root, the certificate that signs provisioning messages, those of
 * its servers, and the authorities of accounts. Keys are P-256 and sealed at rest.
 */
public final class CertificateAuthority {
  private static final Duration ROOT_LIFE = Duration.ofDays(20 * 365);
  private static final Duration ACCOUNT_LIFE = Duration.ofDays(15 * 365);
  private static final Duration SIGNER_LIFE = Duration.ofDays(10 * 365);
  private static final Duration SERVER_LIFE = Duration.ofDays(397);
  private static final Duration RENEW_BEFORE = Duration.ofDays(60);

  private final PlatformKeys keys;
  private final Certificates certificates;
  private final Clock clock;
  private final Path caPem;
  private final PlatformKeys.Entry root;
  private final PlatformKeys.Entry signer;
  private final String platformChain;
  private final AccountAuthorities accounts;

  private CertificateAuthority(Path data, PlatformKeys keys, Certificates certificates, Clock clock)
      throws IOException {
    this.keys = keys;
    this.certificates = certificates;
    this.clock = clock;
    this.caPem = data.resolve("ca.pem");
    this.root = keys.openOrCreate("root", entry -> true, key -> certificates.root(key, ROOT_LIFE));
    this.signer =
        issued("signing", root, key -> certificates.provisioningSigner(key, root, SIGNER_LIFE));
    this.platformChain = Pem.of(signer.certificate(), root.certificate());
    this.accounts =
        new AccountAuthorities(
            this::openOrCreate, account -> account.lastsUntil(clock.instant().plus(RENEW_BEFORE)));
    SecureFiles.writePublic(caPem, Pem.of(root.certificate()).getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Opens the authority, and makes what is missing or about to expire.
   *
   * @param data the folder that the root's certificate is written to, for people
   */
  public static CertificateAuthority openOrCreate(
      Path data, KeyVault vault, Sealer sealer, Certificates certificates, Clock clock)
      throws IOException {
    return new CertificateAuthority(
        data, new PlatformKeys(vault, sealer, clock), certificates, clock);
  }

  public X509Certificate root() {
    return root.certificate();
  }

  /** The file that holds the root, for everybody who is to trust the platform. */
  public Path caPem() {
    return caPem;
  }

  /** The chain of the platform's signing key, in PEM. */
  public String platformChain() {
    return platformChain;
  }

  /** The authority of an account; all nodes have the same. */
  public AccountAuthority account(Id account, String name) {
    try {
      return accounts.of(account, name);
    } catch (IOException e) {
      throw new IllegalStateException("no authority for account " + name, e);
    }
  }

  private AccountAuthority openOrCreate(Id account, String name) throws IOException {
    PlatformKeys.Entry authority =
        issued(
            "account " + account,
            root,
            key -> certificates.accountAuthority(key, root, name, ACCOUNT_LIFE));
    PlatformKeys.Entry management =
        issued(
            "management " + account,
            authority,
            key -> certificates.managementSigner(key, authority, name, SIGNER_LIFE));
    return new AccountAuthority(certificates, authority, management, platformChain);
  }

  /** Signs messages to devices, by a native library where there is one. */
  public MessageSigner signer() {
    Optional<Provider> fast = NativeCrypto.provider();
    SignatureAlgorithm algorithm = SignatureAlgorithm.of(signer.certificate().getPublicKey());
    String keyId = KeyIds.of(signer.certificate().getPublicKey());
    PrivateKey key =
        fast.map(library -> NativeCrypto.own(library, signer.key())).orElse(signer.key());
    return new MessageSigner(
        algorithm,
        keyId,
        message -> {
          Signature signature =
              fast.isPresent()
                  ? Signature.getInstance(algorithm.wireName(), fast.get())
                  : Signature.getInstance(algorithm.wireName());
          signature.initSign(key);
          signature.update(message);
          return signature.sign();
        });
  }

  /**
   * The identity of servers with these names, which nodes of the same names share; a new one where
   * it gets old.
   *
   * @param names host names and addresses that clients use
   */
  public TlsIdentity serverIdentity(Set<String> names) throws IOException {
    Set<String> wanted = new TreeSet<>(names);
    PlatformKeys.Entry server =
        keys.openOrCreate(
            "server " + String.join(",", wanted),
            entry -> holds(entry, root) && certificates.names(entry.certificate()).equals(wanted),
            key -> certificates.server(key, root, wanted, SERVER_LIFE));
    return new TlsIdentity(server.key(), List.of(server.certificate(), root.certificate()));
  }

  private PlatformKeys.Entry issued(
      String name, PlatformKeys.Entry issuer, PlatformKeys.Issuer issue) throws IOException {
    return keys.openOrCreate(name, entry -> holds(entry, issuer), issue);
  }

  /** Whether a certificate is of this issuer and will last a while. */
  private boolean holds(PlatformKeys.Entry entry, PlatformKeys.Entry issuer) {
    boolean lasting =
        entry.certificate().getNotAfter().toInstant().isAfter(clock.instant().plus(RENEW_BEFORE));
    return lasting && certificates.issued(entry.certificate(), issuer.certificate());
  }
}
