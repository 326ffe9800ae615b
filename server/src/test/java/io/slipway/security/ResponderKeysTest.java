// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.Id;
import io.slipway.domain.PlatformKey;
import io.slipway.protocol.signing.Pem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys that answer OCSP in an authority's name, above all where that ends soon. */
class ResponderKeysTest {
  private static final Id ACME = new Id(7);
  private static final Instant NOW = Instant.now();

  @TempDir private Path folder;
  private final KeysInMemory keys = new KeysInMemory();
  private X509Certificate issuer;

  @BeforeEach
  void makeAuthority() throws Exception {
    issuer = open(NOW).account(ACME, "acme").certificate();
  }

  @Test
  void authorityThatEndsSoon_hasOneKeyThatAnswersToItsEnd() throws Exception {
    Instant late = issuer.getNotAfter().toInstant().minus(Duration.ofDays(30));
    open(late).statuses(ACME, "acme");
    PlatformKey made = responders().getFirst();
    assertThat(certificate(made).getNotAfter()).isEqualTo(issuer.getNotAfter());
    for (int day = 0; day < 30; day += 7) {
      Instant then = late.plus(Duration.ofDays(day));
      CertificateAuthority node = open(then);
      node.statuses(ACME, "acme");
      List<StatusSigner> signers = node.statuses(ACME, "acme");
      assertThat(signers).hasSize(1);
      assertThat(responders()).containsExactly(made);
      assertThat(answered(signers.getFirst(), then))
          .contains("Response verify OK", "Reason: cessationOfOperation");
    }
  }

  @Test
  void authorityThatWasSucceededAtItsEnd_goesOnToAnswerBesideTheNextOne() throws Exception {
    Instant late = issuer.getNotAfter().toInstant().minus(Duration.ofDays(30));
    CertificateAuthority authority = open(late);
    X509Certificate next = authority.account(ACME, "acme").certificate();
    assertThat(next).isNotEqualTo(issuer);
    List<StatusSigner> signers = authority.statuses(ACME, "acme");
    assertThat(signers).extracting(StatusSigner::certificate).containsExactly(next, issuer);
    List<PlatformKey> made = responders();
    assertThat(made).hasSize(2);
    for (StatusSigner signer : open(late).statuses(ACME, "acme")) {
      assertThat(answered(signer, late))
          .contains("Response verify OK", "Reason: cessationOfOperation");
    }
    assertThat(responders()).containsExactlyInAnyOrderElementsOf(made);
    assertThat(open(issuer.getNotAfter().toInstant().plusSeconds(1)).statuses(ACME, "acme"))
        .extracting(StatusSigner::certificate)
        .containsExactly(next);
  }

  /** What it has answered lasts for an hour; nobody asks for the key afterwards. */
  @Test
  void keyThatIsOld_isReplacedAndNotKept() throws Exception {
    open(NOW).statuses(ACME, "acme");
    PlatformKey first = responders().getFirst();
    Instant old = certificate(first).getNotAfter().toInstant().minus(Duration.ofDays(59));
    StatusSigner signer = open(old).statuses(ACME, "acme").getFirst();
    assertThat(responders()).hasSize(1).doesNotContain(first);
    assertThat(answered(signer, old))
        .contains("Response verify OK", "Reason: cessationOfOperation");
  }

  /**
   * What openssl says at a time of an answer about a certificate of this authority; of its times it
   * warns in any case, since these it compares with now.
   */
  private String answered(StatusSigner signer, Instant at) throws Exception {
    Files.writeString(folder.resolve("issuer.pem"), Pem.of(signer.certificate()));
    OpenSsl.run(folder, "ocsp -issuer issuer.pem -serial 0x1234 -no_nonce -reqout question.der");
    OcspQuery question = OcspQuery.read(Files.readAllBytes(folder.resolve("question.der")));
    CertificateStatus revoked = new CertificateStatus.Revoked(at.minusSeconds(60), "STOPPED");
    Files.write(folder.resolve("answer.der"), signer.answer(question, serial -> revoked, at));
    return OpenSsl.run(
        folder,
        "ocsp -issuer issuer.pem -serial 0x1234 -no_nonce -respin answer.der -CAfile ca.pem"
            + " -attime "
            + at.getEpochSecond());
  }

  private List<PlatformKey> responders() {
    return keys.beginningWith("ocsp ");
  }

  private static X509Certificate certificate(PlatformKey key) throws Exception {
    return Pem.certificates(key.certificate()).getFirst();
  }

  private CertificateAuthority open(Instant now) throws Exception {
    Clock clock = Clock.fixed(now, ZoneOffset.UTC);
    SecureRandom random = new SecureRandom();
    Sealer sealer =
        new Sealer(MasterKey.openOrCreate(folder.resolve("master.key"), random), random);
    return CertificateAuthority.openOrCreate(
        folder, keys, sealer, new Certificates(random, clock), clock);
  }
}
