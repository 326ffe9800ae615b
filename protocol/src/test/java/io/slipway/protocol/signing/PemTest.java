// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.signing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PemTest {

  @Test
  void certificates_comeBackInTheirOrder() throws Exception {
    X509Certificate one = TestAuthority.root("CN=one", 0).certificate();
    X509Certificate two = TestAuthority.root("CN=two", 0).certificate();
    String pem = Pem.of(two, one, two);
    assertThat(Pem.certificates(pem)).containsExactly(two, one, two);
    assertThat(pem.lines()).allMatch(line -> line.length() <= 64);
    assertThat(Pem.certificates("Subject: two\r\n" + pem.replace("\n", "\r\n") + "the end"))
        .containsExactly(two, one, two);
    assertThat(Pem.certificates("nothing")).isEmpty();
  }

  @Test
  void certificates_areTwentyAtMost() throws Exception {
    String pem = Pem.of(TestAuthority.root("CN=one", 0).certificate());
    assertThat(Pem.certificates(pem.repeat(20))).hasSize(20);
    assertThatThrownBy(() -> Pem.certificates(pem.repeat(21)))
        .isInstanceOf(CertificateException.class)
        .hasMessage("more than 20 certificates");
  }

  @Test
  void damagedText_isReadOrRefused() throws Exception {
    byte[] pem = Pem.of(TestAuthority.root("CN=one", 0).certificate()).getBytes(US_ASCII);
    Random random = new Random(1);
    int refused = 0;
    for (int round = 0; round < 2_000; round++) {
      byte[] damaged = pem.clone();
      damaged[random.nextInt(pem.length)] = (byte) (' ' + random.nextInt(95));
      try {
        assertThat(Pem.certificates(new String(damaged, US_ASCII))).hasSizeLessThan(2);
      } catch (CertificateException expected) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}
