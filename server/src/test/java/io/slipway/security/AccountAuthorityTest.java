// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.domain.Id;
import io.slipway.protocol.message.KeyType;
import io.slipway.protocol.signing.Pem;
import io.slipway.protocol.signing.PlatformChain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an account's authority issues for devices, as OpenSSL sees it. */
class AccountAuthorityTest {
  private static final DeviceName NAME = new DeviceName("gate/way 1", "acme, Inc");

  @TempDir private Path folder;
  private CertificateAuthority authority;
  private AccountAuthority account;

  @BeforeEach
  void open() throws Exception {
    Clock clock = Clock.systemUTC();
    SecureRandom random = new SecureRandom();
    MasterKey key = MasterKey.openOrCreate(folder.resolve("master.key"), random);
    authority =
        CertificateAuthority.openOrCreate(
            folder,
            new KeysInMemory(),
            new Sealer(key, random),
            new Certificates(random, clock),
            clock);
    account = authority.account(new Id(7), NAME.account());
    write("account.pem", account.certificate());
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void certificate_isOneOfATlsClientOfThatNameAndKey(KeyType type) throws Exception {
    KeyPair key = TestCsr.newKey(type);
    X509Certificate issued = issue(key, type, Duration.ofDays(90));
    assertThat(issued.getPublicKey()).isEqualTo(key.getPublic());
    assertThat(issued.getKeyUsage()[0]).isTrue();
    assertThat(issued.getBasicConstraints()).isEqualTo(-1);
    assertThat(issued.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    assertThat(issued.getSubjectAlternativeNames())
        .containsExactly(List.of(6, "urn:slipway:acme%2C%20Inc:gate%2Fway%201"));
    assertThat(issued.getSubjectX500Principal().getName()).isEqualTo("CN=gate/way 1,O=acme\\, Inc");
    Instant now = Instant.now();
    assertThat(issued.getNotBefore().toInstant()).isBefore(now.minus(23, ChronoUnit.HOURS));
    assertThat(issued.getNotAfter().toInstant())
        .isBetween(now.plus(89, ChronoUnit.DAYS), now.plus(91, ChronoUnit.DAYS));

    write("device.pem", issued);
    assertThat(verified("sslclient", "device.pem")).contains("device.pem: OK");
  }

  @Test
  void certificate_isNoneOfAServerAndSignsNoMessages() throws Exception {
    X509Certificate issued =
        issue(TestCsr.newKey(KeyType.EC_P256), KeyType.EC_P256, Duration.ofDays(1));
    write("device.pem", issued);
    assertThat(verified("sslserver", "device.pem")).doesNotContain("device.pem: OK");
    String chain = Pem.of(issued, account.certificate(), authority.root());
    assertThatThrownBy(() -> PlatformChain.parse(chain).verify(Instant.now(), root -> true))
        .hasMessageContaining("not for provisioning messages");
  }

  @Test
  void certificateOfTheManagement_isNoneOfATlsClient() throws Exception {
    write("manager.pem", PlatformChain.parse(account.chains()).management().get(0));
    assertThat(verified("sslclient", "manager.pem")).doesNotContain("manager.pem: OK");
    assertThat(verified("any", "manager.pem")).contains("manager.pem: OK");
  }

  @Test
  void certificateOfAServer_isOfNoAccount() throws Exception {
    X509Certificate server = authority.serverIdentity(Set.of("localhost")).chain().get(0);
    write("server.pem", server);
    assertThatThrownBy(() -> server.verify(account.certificate().getPublicKey()))
        .isInstanceOf(java.security.GeneralSecurityException.class);
    assertThat(verified("sslserver", "server.pem")).contains("server.pem: OK");
  }

  @Test
  void certificate_neverOutlivesItsAuthority() throws Exception {
    X509Certificate issued =
        issue(TestCsr.newKey(KeyType.EC_P256), KeyType.EC_P256, Duration.ofDays(100 * 365));
    assertThat(issued.getNotAfter()).isEqualTo(account.certificate().getNotAfter());
  }

  private X509Certificate issue(KeyPair key, KeyType type, Duration life) throws Exception {
    DeviceCsr csr = DeviceCsr.read(TestCsr.of(key, NAME.rfc4514()), NAME, type);
    return account.issue(csr, NAME, life);
  }

  private String verified(String purpose, String file) throws Exception {
    return OpenSsl.tryRun(
            folder,
            "verify -purpose "
                + purpose
                + " -x509_strict -CAfile ca.pem -untrusted account.pem "
                + file)
        .said();
  }

  private void write(String name, X509Certificate certificate) throws Exception {
    Files.writeString(folder.resolve(name), Pem.of(certificate));
  }
}
