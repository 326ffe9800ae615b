// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.protocol.message.Secret;
import io.slipway.protocol.signing.Pem;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustTest {
  private static final Secret NONE = Secret.of("");

  private static X509Certificate ours;
  private static X509Certificate theirs;

  @TempDir private Path folder;

  @BeforeAll
  static void certificates() throws Exception {
    ours = authority("CN=ours");
    theirs = authority("CN=theirs");
  }

  @Test
  void pemFile_isTrustedAndNobodyElse() throws Exception {
    Path pem = Files.writeString(folder.resolve("ca.pem"), "comment\n" + Pem.of(ours));
    Trust trust = Trust.read(Optional.of(pem), Optional.empty(), NONE);
    assertThat(trust.trusts(ours)).isTrue();
    assertThat(trust.trusts(theirs)).isFalse();
    assertThat(trust.trusts(authority("CN=ours"))).as("a namesake").isFalse();
    assertThat(trust.and(List.of(theirs)).trusts(theirs)).isTrue();
    assertThat(trust.socketFactory(Optional.empty())).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PKCS12", "JKS"})
  void truststore_isTrusted(String type) throws Exception {
    Path store = store(type, Optional.of(theirs));
    Trust trust = Trust.read(Optional.empty(), Optional.of(store), Secret.of("changeit"));
    assertThat(trust.trusts(theirs)).isTrue();
    assertThat(trust.trusts(ours)).isFalse();
  }

  @Test
  void bothFiles_areTrusted() throws Exception {
    Path pem = Files.writeString(folder.resolve("ca.pem"), Pem.of(ours));
    Path store = store("PKCS12", Optional.of(theirs));
    Trust trust = Trust.read(Optional.of(pem), Optional.of(store), Secret.of("changeit"));
    assertThat(trust.trusts(ours)).isTrue();
    assertThat(trust.trusts(theirs)).isTrue();
  }

  @Test
  void withoutFiles_whomJavaTrustsIsTrusted() throws Exception {
    Trust trust = Trust.read(Optional.empty(), Optional.empty(), NONE);
    assertThat(trust.trusts(ours)).isFalse();
    assertThat(trust.socketFactory(Optional.empty())).isNotNull();
  }

  @Test
  void fileWithoutCertificates_isNamed() throws Exception {
    Path empty = Files.writeString(folder.resolve("ca.pem"), "nothing");
    assertThatThrownBy(() -> Trust.read(Optional.of(empty), Optional.empty(), NONE))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessage(empty + " holds no certificate in PEM");
    Path store = store("PKCS12", Optional.empty());
    assertThatThrownBy(
            () -> Trust.read(Optional.empty(), Optional.of(store), Secret.of("changeit")))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessage(store + " holds no certificate to trust");
  }

  @Test
  void wrongPassword_opensNoTruststore() throws Exception {
    Path store = store("PKCS12", Optional.of(theirs));
    assertThatThrownBy(() -> Trust.read(Optional.empty(), Optional.of(store), Secret.of("wrong")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("password");
  }

  private Path store(String type, Optional<X509Certificate> certificate) throws Exception {
    KeyStore store = KeyStore.getInstance(type);
    store.load(null, null);
    if (certificate.isPresent()) {
      store.setCertificateEntry("ca", certificate.get());
    }
    Path file = folder.resolve("trust." + type);
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, "changeit".toCharArray());
    }
    return file;
  }

  private static X509Certificate authority(String name) throws Exception {
    KeyPair key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Instant now = Instant.parse("2026-06-01T00:00:00Z");
    return new JcaX509CertificateConverter()
        .getCertificate(
            new JcaX509v3CertificateBuilder(
                    new X500Name(name),
                    BigInteger.ONE,
                    Date.from(now),
                    Date.from(now.plusSeconds(1)),
                    new X500Name(name),
                    key.getPublic())
                .build(new JcaContentSignerBuilder("Ed25519").build(key.getPrivate())));
  }
}
