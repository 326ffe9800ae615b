// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.protocol.signing.Pem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A certificate from elsewhere is taken, or refused with what is wrong with it. */
class CertificateTextTest {
  private static final int MUTATIONS = 3_000;

  @TempDir static Path folder;

  private static TestCertificates made;
  private static CertificateText good;

  @BeforeAll
  static void make() throws Exception {
    made = TestCertificates.in(folder);
    good = made.server("console", "DNS:console.example,DNS:*.wild.example,IP:10.1.1.1", 90);
    made.server("other", "DNS:other.example", 90);
  }

  @Test
  void certificate_isTakenWithItsChainAndNames() throws Exception {
    TlsIdentity identity = good.identity(Instant.now());
    assertThat(identity.chain()).hasSize(2);
    assertThat(identity.names()).containsExactly("*.wild.example", "console.example");
    assertThat(identity.covers("CONSOLE.example")).isTrue();
    assertThat(identity.covers("a.wild.example")).isTrue();
    assertThat(identity.covers("b.a.wild.example")).isFalse();
    assertThat(identity.covers("wild.example")).isFalse();
    assertThat(identity.covers("10.1.1.1")).isFalse();
    assertThat(identity.expires()).isBefore(Instant.now().plus(Duration.ofDays(91)));
  }

  @Test
  void rsaKey_isTakenWhereItIsLongEnough() throws Exception {
    for (int bits : new int[] {1024, 2048}) {
      OpenSsl.run(
          folder,
          "req -x509 -newkey rsa:%d -nodes -keyout rsa%d.key -out rsa%d.pem -days 9 -subj /CN=a"
                  .formatted(bits, bits, bits)
              + " -addext subjectAltName=DNS:a.example");
    }
    assertThat(made.identity("rsa2048").names()).containsExactly("a.example");
    assertThatThrownBy(() -> made.identity("rsa1024")).hasMessageContaining("less than 2048");
  }

  @Test
  void foreignKey_isRefused() throws Exception {
    refused(made.text("console", "other"), "not the certificate's");
  }

  @Test
  void brokenChain_isRefused() throws Exception {
    String leaf = Pem.of(good.identity(Instant.now()).chain().get(0));
    refused(new CertificateText(leaf + made.text("root.pem"), good.key()), "wrong order");
    refused(new CertificateText(made.text("middle.pem") + leaf, good.key()), "the key is not");
  }

  @Test
  void expiredOrFutureCertificate_isRefused() {
    Instant later = Instant.now().plus(Duration.ofDays(91));
    assertThatThrownBy(() -> good.identity(later)).hasMessageContaining("has expired on");
    Instant earlier = Instant.now().minus(Duration.ofDays(2));
    assertThatThrownBy(() -> good.identity(earlier)).hasMessageContaining("valid only from");
  }

  @Test
  void keyOfAnotherForm_isRefusedWithWhatToDo() throws Exception {
    OpenSsl.run(folder, "ec -in console.key -out old.key");
    refused(made.text("console", "old"), "openssl pkcs8");
    refused(new CertificateText(made.text("console.pem"), "nothing"), "no key in PEM");
    refused(new CertificateText("nothing", good.key()), "no certificate in PEM");
  }

  @Test
  void certificateForNoServer_isRefused() throws Exception {
    OpenSsl.run(
        folder,
        "req -x509 -key other.key -out client.pem -days 9 -subj /CN=a"
            + " -addext subjectAltName=DNS:a -addext extendedKeyUsage=clientAuth");
    refused(made.text("client", "other"), "not for servers");
    OpenSsl.run(folder, "req -x509 -key other.key -out nameless.pem -days 9 -subj /CN=a");
    refused(made.text("nameless", "other"), "names no host");
  }

  @Test
  void mutilatedText_isRefusedInWordsOrTaken() {
    Random random = new Random(5);
    for (int i = 0; i < MUTATIONS; i++) {
      CertificateText text =
          new CertificateText(
              mutilated(good.certificates(), random),
              random.nextBoolean() ? good.key() : mutilated(good.key(), random));
      try {
        assertThat(text.identity(Instant.now()).names()).isNotEmpty();
      } catch (IOException refused) {
        assertThat(refused.getMessage()).isNotBlank();
      }
    }
  }

  private static String mutilated(String text, Random random) {
    StringBuilder changed = new StringBuilder(text);
    for (int i = 0; i <= random.nextInt(3); i++) {
      int at = random.nextInt(changed.length());
      switch (random.nextInt(3)) {
        case 0 -> changed.setCharAt(at, (char) random.nextInt(128));
        case 1 -> changed.setLength(Math.max(1, at));
        default -> changed.insert(at, changed.substring(0, at / 2));
      }
    }
    return changed.toString();
  }

  private static void refused(CertificateText text, String reason) {
    assertThatThrownBy(() -> text.identity(Instant.now()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(reason);
  }
}
