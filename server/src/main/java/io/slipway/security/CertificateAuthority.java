// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.protocol.signing.KeyIds;
import io.slipway.protocol.signing.MessageSigner;
import io.slipway.protocol.signing.Pem;
import io.slipway.protocol.signing.SignatureAlgorithm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
 * The platform's own authority: a root, the certificate that signs provisioning messages, the one
 * that signs management messages of accounts, and those of its servers. Keys are P-256 and sealed
 * at rest.
 */
public final class CertificateAuthority {
  private static final Duration ROOT_LIFE = Duration.ofDays(20 * 365);
  private static final Duration SIGNER_LIFE = Duration.ofDays(10 * 365);
  private static final Duration SERVER_LIFE = Duration.ofDays(397);
  private static final Duration RENEW_BEFORE = Duration.ofDays(60);

  private final KeyFolder folder;
  private final Certificates certificates;
  private final Clock clock;
  private final Path caPem;
  private final KeyFolder.Entry root;
  private final KeyFolder.Entry signer;
  private final KeyFolder.Entry management;

  private CertificateAuthority(Path data, KeyFolder folder, Certificates certificates, Clock clock)
      throws IOException {
    this.folder = folder;
    this.certificates = certificates;
    this.clock = clock;
    this.caPem = data.resolve("ca.pem");
    this.root =
        folder.openOrCreate("root", entry -> true, key -> certificates.root(key, ROOT_LIFE));
    this.signer = issued("signing", key -> certificates.provisioningSigner(key, root, SIGNER_LIFE));
    this.management =
        issued("management", key -> certificates.managementSigner(key, root, SIGNER_LIFE));
    SecureFiles.writePublic(caPem, Pem.of(root.certificate()).getBytes(StandardCharsets.US_ASCII));
  }

  /** Opens the authority in a data folder, and makes what is missing or about to expire. */
  public static CertificateAuthority openOrCreate(
      Path data, Sealer sealer, Certificates certificates, Clock clock) throws IOException {
    return new CertificateAuthority(
        data, new KeyFolder(data.resolve("pki"), sealer), certificates, clock);
  }

  public X509Certificate root() {
    return root.certificate();
  }

  /** The file that holds the root, for everybody who is to trust the platform. */
  public Path caPem() {
    return caPem;
  }

  /**
   * What step 1 of the protocol sends: the platform's chain, then the account's management chain.
   */
  public String platformChains() {
    return Pem.of(signer.certificate(), root.certificate(), management.certificate());
  }

  /** Signs messages to devices, by a native library where there is one. */
  public MessageSigner signer() {
    Optional<Provider> fast = NativeCrypto.provider();
    SignatureAlgorithm algorithm = SignatureAlgorithm.of(signer.certificate().getPublicKey());
    String keyId = KeyIds.of(signer.certificate().getPublicKey());
    return new MessageSigner(
        algorithm,
        keyId,
        message -> {
          Signature signature =
              fast.isPresent()
                  ? Signature.getInstance(algorithm.wireName(), fast.get())
                  : Signature.getInstance(algorithm.wireName());
          signature.initSign(signer.key());
          signature.update(message);
          return signature.sign();
        });
  }

  /**
   * The identity of this installation's servers; a new one where the names changed or it gets old.
   *
   * @param names host names and addresses that clients use
   */
  public TlsIdentity serverIdentity(Set<String> names) throws IOException {
    Set<String> wanted = new TreeSet<>(names);
    KeyFolder.Entry server =
        folder.openOrCreate(
            "server",
            entry -> holds(entry) && certificates.names(entry.certificate()).equals(wanted),
            key -> certificates.server(key, root, wanted, SERVER_LIFE));
    return new TlsIdentity(server.key(), List.of(server.certificate(), root.certificate()));
  }

  private KeyFolder.Entry issued(String name, KeyFolder.Issuer issuer) throws IOException {
    return folder.openOrCreate(name, this::holds, issuer);
  }

  /** Whether a certificate is of this root and will last a while. */
  private boolean holds(KeyFolder.Entry entry) {
    boolean lasting =
        entry.certificate().getNotAfter().toInstant().isAfter(clock.instant().plus(RENEW_BEFORE));
    return lasting && certificates.issued(entry.certificate(), root.certificate());
  }
}
