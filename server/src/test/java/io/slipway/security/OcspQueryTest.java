// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions of OCSP are read, or refused, whatever somebody sends; and what is answered. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OcspQueryTest {
  private static final BigInteger SERIAL = new BigInteger("7f0102030405060708", 16);
  private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");

  private X509CertificateHolder issuer;
  private StatusSigner signer;
  private DigestCalculatorProvider digests;

  @BeforeAll
  void issuer(@TempDir java.nio.file.Path folder) throws Exception {
    Clock clock = Clock.systemUTC();
    java.security.SecureRandom random = new java.security.SecureRandom();
    CertificateAuthority authority =
        CertificateAuthority.openOrCreate(
            folder,
            new KeysInMemory(),
            new Sealer(MasterKey.of(new byte[32]), random),
            new Certificates(random, clock),
            clock);
    io.slipway.domain.Id account = new io.slipway.domain.Id(7);
    assertThat(authority.statuses(account, "acme")).isEmpty();
    authority.account(account, "acme");
    signer = authority.statuses(account, "acme").getFirst();
    issuer = new JcaX509CertificateHolder(signer.certificate());
    digests = new JcaDigestCalculatorProviderBuilder().build();
  }

  @Test
  void question_isReadWithItsNonce() throws Exception {
    OcspQuery query = OcspQuery.read(question(Optional.of(new byte[32]), 1));
    assertThat(query.certificates()).hasSize(1);
    assertThat(query.certificates().get(0).getSerialNumber()).isEqualTo(SERIAL);
    assertThat(query.nonce().orElseThrow()).hasSize(32);
    assertThat(OcspQuery.read(question(Optional.empty(), 10)).certificates()).hasSize(10);
  }

  @Test
  void nonce_isSaidAgainUpTo32BytesAndRefusedWhereItIsNone() throws Exception {
    assertThat(OcspQuery.read(question(Optional.of(new byte[1]), 1)).nonce()).isPresent();
    assertThat(OcspQuery.read(question(Optional.of(new byte[33]), 1)).nonce()).isEmpty();
    assertThat(OcspQuery.read(question(Optional.of(new byte[128]), 1)).nonce()).isEmpty();
    refused(question(Optional.of(new byte[0]), 1));
    refused(question(Optional.of(new byte[129]), 1));
  }

  @Test
  void whatIsNoQuestion_isRefused() throws Exception {
    refused(new byte[0]);
    refused(new byte[] {0x30, 0});
    refused(new byte[] {0x30, (byte) 0x80, 0, 0});
    refused(new byte[OcspQuery.MAX_BYTES + 1]);
    refused(question(Optional.empty(), 11));
    byte[] whole = question(Optional.empty(), 1);
    refused(Arrays.copyOf(whole, whole.length - 1));
    refused(Arrays.copyOf(whole, whole.length + 1));
  }

  /** Whatever bytes are changed, nothing but a refusal comes of it, or an answer that is signed. */
  @Test
  void mutilatedQuestion_isRefusedOrAnswered() throws Exception {
    byte[] whole = question(Optional.of(new byte[] {1, 2, 3, 4}), 2);
    Random random = new Random(7);
    int answered = 0;
    for (int i = 0; i < 4_000; i++) {
      byte[] mutilated = whole.clone();
      for (int n = random.nextInt(3); n >= 0; n--) {
        mutilated[random.nextInt(mutilated.length)] = (byte) random.nextInt();
      }
      try {
        OcspQuery query = OcspQuery.read(mutilated);
        signer.answer(query, serial -> new CertificateStatus.Good(), NOW);
        answered++;
      } catch (OcspRefusedException e) {
        assertThat(e).hasMessageStartingWith("it");
      }
    }
    assertThat(answered).isBetween(1, 3_999);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.3.14.3.2.26", "2.16.840.1.101.3.4.2.1"})
  void answer_isOfWhomTheIssuerLetsAnswer(String hash) throws Exception {
    byte[] nonce = {9, 8, 7};
    OcspQuery query = OcspQuery.read(question(hash, issuer, Optional.of(nonce), 1));
    BasicOCSPResp answer =
        answered(
            signer.answer(
                query,
                serial -> new CertificateStatus.Revoked(NOW.minusSeconds(60), "SUPERSEDED"),
                NOW));
    X509CertificateHolder voice = answer.getCerts()[0];
    assertThat(answer.isSignatureValid(new JcaContentVerifierProviderBuilder().build(voice)))
        .isTrue();
    assertThat(voice.isSignatureValid(new JcaContentVerifierProviderBuilder().build(issuer)))
        .isTrue();
    assertThat(voice.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck)).isNotNull();
    assertThat(answer.getResponses()[0].getCertStatus())
        .isInstanceOf(org.bouncycastle.cert.ocsp.RevokedStatus.class);
    assertThat(answer.getResponses()[0].getNextUpdate().toInstant())
        .isEqualTo(NOW.plus(Duration.ofHours(1)));
    assertThat(
            answer
                .getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce)
                .getParsedValue()
                .toASN1Primitive()
                .getEncoded())
        .isEqualTo(new DEROctetString(nonce).getEncoded());
  }

  @Test
  void certificateOfAnotherIssuer_isUnknown() throws Exception {
    byte[] question =
        question(
            CertificateID.HASH_SHA1.getAlgorithm().getId(),
            answeredBy().getCerts()[0],
            Optional.empty(),
            1);
    BasicOCSPResp answer =
        answered(
            signer.answer(OcspQuery.read(question), serial -> new CertificateStatus.Good(), NOW));
    assertThat(answer.getResponses()[0].getCertStatus())
        .isInstanceOf(org.bouncycastle.cert.ocsp.UnknownStatus.class);
    assertThat(answeredBy().getResponses()[0].getCertStatus()).isNull();
  }

  private BasicOCSPResp answeredBy() throws Exception {
    return answered(
        signer.answer(
            OcspQuery.read(question(Optional.empty(), 1)),
            serial -> new CertificateStatus.Good(),
            NOW));
  }

  private static BasicOCSPResp answered(byte[] der) throws Exception {
    OCSPResp answer = new OCSPResp(der);
    assertThat(answer.getStatus()).isZero();
    return (BasicOCSPResp) answer.getResponseObject();
  }

  private byte[] question(Optional<byte[]> nonce, int certificates) throws Exception {
    String sha1 = CertificateID.HASH_SHA1.getAlgorithm().getId();
    return question(sha1, issuer, nonce, certificates);
  }

  private byte[] question(
      String hash, X509CertificateHolder of, Optional<byte[]> nonce, int certificates)
      throws Exception {
    OCSPReqBuilder builder = new OCSPReqBuilder();
    var algorithm =
        new org.bouncycastle.asn1.x509.AlgorithmIdentifier(
            new org.bouncycastle.asn1.ASN1ObjectIdentifier(hash));
    for (int i = 0; i < certificates; i++) {
      builder.addRequest(
          new CertificateID(digests.get(algorithm), of, SERIAL.add(BigInteger.valueOf(i))));
    }
    if (nonce.isPresent()) {
      builder.setRequestExtensions(new Extensions(extension(nonce.get())));
    }
    return builder.build().getEncoded();
  }

  private static Extension extension(byte[] nonce) throws IOException {
    return new Extension(
        OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, new DEROctetString(nonce).getEncoded());
  }

  private static void refused(byte[] question) {
    assertThatThrownBy(() -> OcspQuery.read(question)).isInstanceOf(OcspRefusedException.class);
  }
}
