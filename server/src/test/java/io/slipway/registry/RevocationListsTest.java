// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.domain.DeviceCertificate;
import io.slipway.security.OpenSsl;
import io.slipway.store.StoreUnavailableException;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CRLReason;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists of revoked certificates: who is on them, when they are made anew, and at what cost. */
class RevocationListsTest {
  private static final Duration YEAR = Duration.ofDays(365);
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir private Path folder;
  private IssuingWorld world;
  private CertificateStatuses statuses;

  @BeforeEach
  void open() throws Exception {
    world = new IssuingWorld(folder);
    statuses = world.statuses();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void list_namesWhatWasRevokedWithTheReason() throws Exception {
    DeviceCertificate good = world.issue("good.pem", YEAR);
    DeviceCertificate superseded = world.issue("superseded.pem", YEAR);
    DeviceCertificate other = world.issue("other.pem", YEAR);
    world.revoke(superseded, "SUPERSEDED");
    world.revoke(other, "WHATEVER");
    X509CRL list = list();
    assertThat(list.getRevokedCertificates()).hasSize(2);
    assertThat(entry(list, good)).isNull();
    assertThat(entry(list, superseded).getRevocationReason()).isEqualTo(CRLReason.SUPERSEDED);
    assertThat(entry(list, other).hasExtensions()).isFalse();
    list.verify(world.issuer().certificate().getPublicKey());
    assertThat(Duration.between(list.getThisUpdate().toInstant(), list.getNextUpdate().toInstant()))
        .isEqualTo(Duration.ofHours(24).plusMinutes(5));
  }

  @Test
  void list_isWhatOpensslRefusesCertificatesBy() throws Exception {
    world.issue("good.pem", YEAR);
    DeviceCertificate revoked = world.issue("revoked.pem", YEAR);
    assertThat(verified("revoked.pem")).contains("revoked.pem: OK");
    world.revoke(revoked, "REVOKED_BY_OPERATOR");
    world.pass(SECOND);
    assertThat(verified("good.pem")).contains("good.pem: OK");
    assertThat(verified("revoked.pem")).contains("certificate revoked");
    assertThat(OpenSsl.run(folder, "crl -in list.pem -noout -text"))
        .contains("X509v3 CRL Number", "X509v3 Authority Key Identifier", "Privilege Withdrawn");
  }

  @Test
  void list_staysTheSameUntilSomethingIsRevoked() throws Exception {
    DeviceCertificate first = world.issue("first.pem", YEAR);
    byte[] before = published().der();
    world.pass(Duration.ofHours(11));
    assertThat(published().der()).isEqualTo(before);
    world.revoke(first, "STOPPED");
    world.pass(SECOND);
    PublishedList after = published();
    assertThat(after.number()).isEqualTo(2);
    assertThat(entry(read(after), first).getRevocationReason())
        .isEqualTo(CRLReason.CESSATION_OF_OPERATION);
  }

  @Test
  void list_isMadeAnewWhenHalfItsTimeIsOver() throws Exception {
    world.issue("one.pem", YEAR);
    PublishedList before = published();
    world.pass(Duration.ofHours(12));
    PublishedList after = published();
    assertThat(after.number()).isEqualTo(before.number() + 1);
    assertThat(after.nextOn()).isEqualTo(before.nextOn().plus(Duration.ofHours(12)));
  }

  @Test
  void listOfAnotherNode_isTheSame() throws Exception {
    DeviceCertificate one = world.issue("one.pem", YEAR);
    CertificateStatuses otherNode = world.statuses();
    assertThat(otherNode.list(owner(), "current").orElseThrow().der()).isEqualTo(published().der());
    world.revoke(one, "STOPPED");
    world.pass(SECOND);
    PublishedList theirs = otherNode.list(owner(), "current").orElseThrow();
    assertThat(theirs.number()).isEqualTo(2);
    assertThat(published().der()).isEqualTo(theirs.der());
  }

  @Test
  void certificateThatHasEnded_leavesTheListAfterOneMore() throws Exception {
    DeviceCertificate brief = world.issue("brief.pem", Duration.ofDays(1));
    world.revoke(brief, "STOPPED");
    assertThat(entry(list(), brief)).isNotNull();
    world.pass(Duration.ofDays(1).plusHours(13));
    assertThat(entry(list(), brief)).isNotNull();
    world.pass(Duration.ofDays(1));
    assertThat(entry(list(), brief)).isNull();
  }

  /** Whatever is done to the database within the second, nobody notices: nobody asks it. */
  @Test
  void listThatIsFetchedOften_costsTheDatabaseNothing() throws Exception {
    DeviceCertificate one = world.issue("one.pem", YEAR);
    PublishedList first = published();
    world.revoke(one, "STOPPED");
    for (int i = 0; i < 1_000; i++) {
      assertThat(published()).isSameAs(first);
    }
    world.pass(SECOND);
    assertThat(published()).isNotSameAs(first);
  }

  @Test
  void listThatIsAtHand_isServedWhileTheDatabaseIsAway() throws Exception {
    world.issue("one.pem", YEAR);
    PublishedList before = published();
    world.store.close();
    world.pass(Duration.ofHours(2));
    assertThat(published()).isSameAs(before);
    world.pass(Duration.ofHours(22));
    assertThatThrownBy(this::published).isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void accountWithoutAuthority_hasNoListAndGetsNoneByAsking() {
    assertThat(statuses.list(owner(), "current")).isEmpty();
    assertThat(statuses.list("AAAA", "current")).isEmpty();
    assertThat(statuses.list("", "current")).isEmpty();
  }

  @Test
  void root_hasAnEmptyListOfItsOwn() throws Exception {
    X509CRL list = read(statuses.list("root", "current").orElseThrow());
    assertThat(list.getRevokedCertificates()).isNull();
    list.verify(world.authority.root().getPublicKey());
    assertThat(statuses.list("root", "0011223344556677")).isEmpty();
  }

  @Test
  void certificate_saysWhereItsIssuerPublishes() throws Exception {
    world.issue("one.pem", YEAR);
    String path = IssuingWorld.PKI + "/pki/" + owner() + "/" + published().authority();
    String text = OpenSsl.run(folder, "x509 -in one.pem -noout -text");
    assertThat(text)
        .contains(
            "URI:" + path + ".crl",
            "OCSP - URI:" + path + "/ocsp",
            "CA Issuers - URI:" + path + ".crt");
    assertThat(statuses.list(owner(), published().authority())).isPresent();
    assertThat(statuses.list(owner(), "0011223344556677")).isEmpty();
  }

  private String owner() {
    return world.account.id().toString();
  }

  private PublishedList published() {
    return statuses.list(owner(), "current").orElseThrow();
  }

  private X509CRL list() throws Exception {
    return read(published());
  }

  private static X509CRL read(PublishedList list) throws Exception {
    return (X509CRL)
        CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(list.der()));
  }

  private static X509CRLEntry entry(X509CRL list, DeviceCertificate certificate) {
    return list.getRevokedCertificate(new BigInteger(certificate.serial(), 16));
  }

  private String verified(String file) throws Exception {
    Files.write(folder.resolve("list.der"), published().der());
    OpenSsl.run(folder, "crl -inform DER -in list.der -out list.pem");
    return OpenSsl.said(
        folder,
        "verify -crl_check -x509_strict -CAfile ca.pem -untrusted issuer.pem -CRLfile list.pem "
            + file);
  }
}
