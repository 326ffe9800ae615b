// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateDevIdTest {
  private static final String DIGEST = "0123456789abcdef".repeat(4);
  private static final FactoryIdentity DEVICE =
      new FactoryIdentity(DIGEST, "CN=x", "CN=Maker", "1f", Optional.of("4711"));

  @Test
  void plainId_isThatOfAnyManufacturer() {
    assertThat(fits("4711", "maker")).isTrue();
    assertThat(fits("4711", "other")).isTrue();
    assertThat(fits("4712", "maker")).isFalse();
    assertThat(fits("4711 ", "maker")).isFalse();
  }

  @Test
  void idOfAManufacturer_isOnlyThat() {
    assertThat(fits("manufacturer:maker/4711", "maker")).isTrue();
    assertThat(fits("manufacturer:maker/4711", "other")).isFalse();
    assertThat(fits("manufacturer:maker/47/11", "maker")).isFalse();
    assertThat(CertificateDevId.parse("manufacturer:a b/c/d"))
        .isEqualTo(new CertificateDevId.Made("a b", "c/d"));
  }

  @Test
  void digest_isThatOfOneCertificate() {
    assertThat(fits("sha256:" + DIGEST, "maker")).isTrue();
    assertThat(fits("sha256:" + "0".repeat(64), "maker")).isFalse();
    String asOpensslWritesIt = DIGEST.replaceAll("(..)(?=.)", "$1:").toUpperCase(Locale.ROOT);
    assertThat(CertificateDevId.canonical("sha256:" + asOpensslWritesIt))
        .isEqualTo("sha256:" + DIGEST);
    assertThat(CertificateDevId.canonical("AB:CD")).isEqualTo("AB:CD");
  }

  @Test
  void certificateWithoutId_fitsByItsDigestOnly() {
    FactoryIdentity nameless = new FactoryIdentity(DIGEST, "", "", "1", Optional.empty());
    assertThat(CertificateDevId.parse("sha256:" + DIGEST).fits(nameless, "maker")).isTrue();
    assertThat(CertificateDevId.parse("none").fits(nameless, "maker")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sha256:",
        "sha256:12",
        "sha256:g",
        "manufacturer:",
        "manufacturer:maker",
        "manufacturer:/1",
        "manufacturer:maker/"
      })
  void brokenForm_isSaid(String text) {
    assertThat(CertificateDevId.problem(text)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"4711", "a/b", "SHA256:x", "manufacturer", "manufacturer:m/1"})
  void otherText_isAnId(String text) {
    assertThat(CertificateDevId.problem(text)).isEmpty();
  }

  @Test
  void whatIsTold_isOneShortLine() {
    FactoryIdentity hostile =
        new FactoryIdentity(DIGEST, "a\nb".repeat(1_000), "\u0000", "1", Optional.of("\r"));
    assertThat(hostile.told("It\nis\nwrong.")).startsWith("It is wrong. Shown: subject a b");
    assertThat(hostile.told("x").length()).isLessThan(1_000);
    assertThat(hostile.told("x").codePoints().noneMatch(Character::isISOControl)).isTrue();
  }

  private static boolean fits(String text, String authority) {
    return CertificateDevId.parse(text).fits(DEVICE, authority);
  }
}
