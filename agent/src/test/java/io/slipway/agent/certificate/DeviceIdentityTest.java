// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.slipway.protocol.signing.Pem;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeviceIdentityTest {
  private static final Instant BEGIN = Instant.parse("2027-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("2028-01-01T00:00:00Z");
  private static final Instant BETWEEN = Instant.parse("2027-06-01T00:00:00Z");
  private static final Authority ROOT = Authority.make("CN=root");
  private static final Authority BELOW = ROOT.below("CN=below");
  private static final DeviceKey KEY = Authority.key("CN=pump");

  @Test
  void certificateOfTheKey_isTakenWithItsChain() throws Exception {
    DeviceIdentity identity = KEY.certified("for you:\n" + chain(BELOW), BETWEEN);
    assertThat(identity.chain()).hasSize(3).endsWith(ROOT.root());
    assertThat(identity.validFrom()).isEqualTo(BEGIN);
    assertThat(identity.validTo()).isEqualTo(END);
    assertThat(identity.privateKey()).isEqualTo(KEY.pair().getPrivate());
    assertThat(identity.certificatePem()).isEqualTo(chainOf(identity.chain()));
    assertThat(identity.keyPem()).startsWith("-----BEGIN PRIVATE KEY-----\n");
  }

  @Test
  void certificateOfAnotherKey_isRefused() {
    String foreign = BELOW.certify(Authority.key("CN=pump"), BEGIN, END);
    assertThatThrownBy(() -> KEY.certified(foreign, BETWEEN))
        .isInstanceOf(CertificateException.class)
        .hasMessage("the certificate is for another key");
    String rootFirst = chainOf(ROOT.chain()) + chain(BELOW);
    assertThatThrownBy(() -> KEY.certified(rootFirst, BETWEEN))
        .hasMessage("the certificate is for another key");
  }

  @Test
  void certificateOutsideItsLife_isRefused() throws Exception {
    for (Instant wrong : List.of(BEGIN.minusSeconds(1), END.plusSeconds(1))) {
      assertThatThrownBy(() -> KEY.certified(chain(ROOT), wrong))
          .isInstanceOf(CertificateException.class)
          .hasMessage(
              "the certificate is valid from 2027-01-01T00:00:00Z to 2028-01-01T00:00:00Z, and it"
                  + " is "
                  + wrong);
    }
    assertThat(KEY.certified(chain(ROOT), BEGIN).validAt(END)).isTrue();
    assertThat(KEY.certified(chain(ROOT), END).validAt(BEGIN)).isTrue();
  }

  @Test
  void expiredCertificate_isShownOnlyWhereThereIsNoPassword() throws Exception {
    DeviceIdentity identity = KEY.certified(chain(ROOT), BETWEEN);
    assertThat(identity.helpsAt(END, true)).isTrue();
    assertThat(identity.helpsAt(END.plusSeconds(1), true)).isFalse();
    assertThat(identity.helpsAt(END.plusSeconds(1), false)).isTrue();
    assertThat(identity.helpsAt(BEGIN.minusSeconds(1), true)).as("a clock behind").isTrue();
  }

  @Test
  void chainThatDoesNotHold_isRefused() {
    X509Certificate leaf = BELOW.issue("CN=pump", KEY.pair().getPublic(), BEGIN, END);
    assertThatThrownBy(() -> KEY.certified(Pem.of(leaf, ROOT.root()), BETWEEN))
        .hasMessage("the one after it has not issued CN=pump");
    X509Certificate namesake = ROOT.below("CN=below").chain().get(0);
    assertThatThrownBy(() -> KEY.certified(Pem.of(leaf, namesake, ROOT.root()), BETWEEN))
        .hasMessage("the one after it has not signed CN=pump");
    X509Certificate below = BELOW.chain().get(0);
    assertThatThrownBy(
            () -> KEY.certified(Pem.of(leaf, below, Authority.make("CN=root").root()), BETWEEN))
        .hasMessage("the one after it has not signed CN=below");
  }

  @Test
  void whatIsNoCertificate_isRefused() {
    for (String nothing : List.of("", "nonsense", KEY.request())) {
      assertThatThrownBy(() -> KEY.certified(nothing, BETWEEN))
          .isInstanceOf(CertificateException.class)
          .hasMessage("there is no certificate in it");
    }
    String many = chain(ROOT) + chainOf(ROOT.chain()).repeat(20);
    assertThatThrownBy(() -> KEY.certified(many, BETWEEN)).hasMessage("more than 20 certificates");
  }

  /** What stands around the signed part may be written in another way; it means the same. */
  @Test
  void changedCertificate_isRefusedAsNoneToUse() throws Exception {
    X509Certificate genuine = BELOW.issue("CN=pump", KEY.pair().getPublic(), BEGIN, END);
    String rest = chainOf(BELOW.chain());
    Random random = new Random(20_261_128);
    int refused = 0;
    for (int round = 0; round < 500; round++) {
      byte[] changed = genuine.getEncoded();
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        DeviceIdentity identity = KEY.certified(Pem.block("CERTIFICATE", changed) + rest, BETWEEN);
        assertThat(identity.chain().get(0).getTBSCertificate())
            .isEqualTo(genuine.getTBSCertificate());
      } catch (CertificateException useless) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(480);
  }

  @FuzzTest
  void anyBytes_areRefusedAsNoCertificate(byte[] bytes) {
    String pem = new String(bytes, StandardCharsets.UTF_8);
    for (String text : List.of(pem, Pem.block("CERTIFICATE", bytes) + chain(ROOT))) {
      assertThatThrownBy(() -> KEY.certified(text, END.plusSeconds(1)))
          .isInstanceOf(CertificateException.class);
    }
  }

  private static String chain(Authority by) {
    return by.certify(KEY, BEGIN, END);
  }

  private static String chainOf(List<X509Certificate> certificates) {
    return Pem.of(certificates);
  }
}
