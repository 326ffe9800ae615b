// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.protocol.message.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SecretsAtRestTest {
  private static final MasterKey KEY = MasterKey.of(new byte[32]);

  private final SecureRandom random = new SecureRandom();
  private final SecretVerifiers verifiers = new SecretVerifiers(KEY, random, 2);

  /** RFC 5869, test case 3: no salt, no info. */
  @Test
  void hkdf_givesTheBytesOfTheRfc() {
    byte[] keyMaterial = new byte[22];
    Arrays.fill(keyMaterial, (byte) 0x0b);
    assertThat(HexFormat.of().formatHex(Hkdf.expand(Hkdf.extract(keyMaterial), new byte[0], 42)))
        .isEqualTo(
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
                + "9d201395faa4b61a96c8");
  }

  @Test
  void devicePassword_isDerivedFromKeyRequestAndGenerationOnly() {
    DevicePasswords passwords = new DevicePasswords(KEY);
    Secret password = passwords.derive(KEY.kid(), 1, 1, 20);
    assertThat(password.reveal()).matches("[A-Za-z0-9]{20}");
    assertThat(passwords.derive(KEY.kid(), 1, 1, 20)).isEqualTo(password);
    assertThat(passwords.derive(KEY.kid(), 1, 2, 20)).isNotEqualTo(password);
    assertThat(passwords.derive(KEY.kid(), 2, 1, 20)).isNotEqualTo(password);
    assertThat(passwords.derive(KEY.kid(), 1, 1, 255).reveal()).startsWith(password.reveal());
  }

  @Test
  void devicePassword_needsTheKeyItsGenerationBeganWith() {
    assertThatThrownBy(() -> new DevicePasswords(KEY).derive("00000000", 1, 1, 20))
        .hasMessageContaining("00000000 is missing");
  }

  @Test
  void verifier_fitsItsSecretOnly() {
    for (String verifier :
        new String[] {verifiers.ofGenerated(secret()), verifiers.ofChosen(secret())}) {
      assertThat(verifiers.verify(secret(), verifier)).isTrue();
      assertThat(verifiers.verify(Secret.of("another"), verifier)).isFalse();
      assertThat(verifier).doesNotContain("correct");
    }
    verifiers.waste(secret());
  }

  @Test
  void sealedValue_opensForItsPurposeOnly() {
    Sealer sealer = new Sealer(KEY, random);
    String sealed = sealer.seal("label", "secret");
    assertThat(sealer.open("label", sealed).reveal()).isEqualTo("secret");
    assertThat(sealed).isNotEqualTo(sealer.seal("label", "secret"));
    assertThatThrownBy(() -> sealer.open("other", sealed))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> sealer.open("label", sealed.substring(0, sealed.length() - 2) + "AA"))
        .isInstanceOf(IllegalArgumentException.class);
    for (String nonsense : new String[] {"", "v1", "v1.a", "v1..", "v2.x.y", "v1.x.####"}) {
      assertThatThrownBy(() -> sealer.open("label", nonsense))
          .isInstanceOfAny(IllegalArgumentException.class, IllegalStateException.class);
    }
  }

  @Test
  void ids_riseAndNeverRepeatEvenUnderOneInstant() {
    Clock clock = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
    IdSource ids = new IdSource(clock, 3);
    Set<Long> seen = new HashSet<>();
    long last = 0;
    for (int i = 0; i < 20_000; i++) {
      long id = ids.next().value();
      assertThat(id).isGreaterThan(last);
      assertThat(seen.add(id)).isTrue();
      last = id;
    }
  }

  @Test
  void secret_doesNotPrintItself() {
    assertThat(secret()).hasToString("***");
    assertThat(KEY.toString()).isEqualTo("MasterKey[" + KEY.kid() + "]");
  }

  private static Secret secret() {
    return Secret.of("correct horse".getBytes(StandardCharsets.UTF_8));
  }
}
