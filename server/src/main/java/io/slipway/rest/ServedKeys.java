// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.slipway.security.TlsIdentities;
import io.slipway.security.TlsIdentity;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.X509ExtendedKeyManager;

/** Shows each client the certificate that is for the name it asks for, as it is at that moment. */
final class ServedKeys extends X509ExtendedKeyManager {
  private static final String ACME = "acme-tls/1";
  private static final int HOST_NAME = StandardConstants.SNI_HOST_NAME;

  private volatile TlsIdentities now;

  /** Handshakes that chose one of these just before are still under way. */
  private volatile TlsIdentities before;

  /** What an ACME authority is shown that wants to see who answers here (RFC 8737). */
  private volatile Supplier<Optional<TlsIdentity>> proof = Optional::empty;

  private volatile Optional<TlsIdentity> proving = Optional.empty();

  ServedKeys(TlsIdentities identities) {
    this.now = identities;
    this.before = identities;
  }

  synchronized void renew(TlsIdentities identities) {
    before = now;
    now = identities;
  }

  void prove(Supplier<Optional<TlsIdentity>> itsProof) {
    proof = itsProof;
  }

  /** Lets an engine speak the protocol in which domains are proved, and no other by name. */
  void listenForProof(SSLEngine engine) {
    engine.setHandshakeApplicationProtocolSelector(
        (shaking, offered) -> {
          if (!offered.equals(List.of(ACME))) {
            return "";
          }
          proving = proof.get();
          return proving.isPresent() ? ACME : "";
        });
  }

  @Override
  public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
    TlsIdentity identity =
        proving
            .filter(p -> ACME.equals(engine.getHandshakeApplicationProtocol()))
            .orElseGet(() -> now.forBrowsers(host(engine)));
    String needed = identity.chain().get(0).getPublicKey().getAlgorithm();
    return needed.equals(keyType) ? alias(identity) : null;
  }

  private static Optional<String> host(SSLEngine engine) {
    if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
      return session.getRequestedServerNames().stream()
          .filter(name -> name.getType() == HOST_NAME && name instanceof SNIHostName)
          .map(name -> ((SNIHostName) name).getAsciiName())
          .findFirst();
    }
    return Optional.empty();
  }

  private static String alias(TlsIdentity identity) {
    X509Certificate leaf = identity.chain().get(0);
    return leaf.getSerialNumber().toString(16) + "-" + Integer.toHexString(leaf.hashCode());
  }

  private Optional<TlsIdentity> named(String alias) {
    Stream<TlsIdentity> shown =
        Stream.of(now, before).flatMap(i -> Stream.concat(Stream.of(i.own()), i.open().stream()));
    return Stream.concat(proving.stream(), shown)
        .filter(identity -> alias(identity).equals(alias))
        .findFirst();
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return named(alias)
        .map(TlsIdentity::chain)
        .map(List::stream)
        .map(chain -> chain.toArray(X509Certificate[]::new))
        .orElse(null);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return named(alias).map(TlsIdentity::key).orElse(null);
  }

  @Override
  public String[] getServerAliases(String keyType, Principal[] issuers) {
    return new String[] {alias(now.own())};
  }

  @Override
  public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    return alias(now.own());
  }

  @Override
  public String[] getClientAliases(String keyType, Principal[] issuers) {
    return null;
  }

  @Override
  public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
    return null;
  }
}
