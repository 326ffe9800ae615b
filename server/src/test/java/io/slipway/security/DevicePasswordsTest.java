// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords as protocol section 4 derives them. */
class DevicePasswordsTest {
  private static final int LETTERS = 62;

  private static final MasterKey KEY =
      MasterKey.of(
          HexFormat.of()
              .parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"));

  private final DevicePasswords passwords = new DevicePasswords(KEY);

  /** Computed by an implementation of its own, in another language. */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 20, o5uMUu0G6hqtdNPs2GDg",
    "1, 2, 20, waf002adktc6ZbPbtj8K",
    "72623859790382856, 1, 32, tcuXOhn0VyowCsBDCqroVVCC6mUI8tK1",
    "9223372036854775807, 2147483647, 12, mKzKaiiOzbh7"
  })
  void password_isThatOfTheVectors(long requestId, int generation, int length, String expected) {
    assertThat(KEY.kid()).isEqualTo("d645b783");
    assertThat(passwords.derive(KEY.kid(), requestId, generation, length).reveal())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 20, 255})
  void password_hasItsLengthAndLettersAndDigitsOnly(int length) {
    for (int generation = 1; generation <= 200; generation++) {
      assertThat(passwords.derive(KEY.kid(), 7, generation, length).reveal())
          .matches("[A-Za-z0-9]{" + length + "}");
    }
  }

  /** Chi-square over 510,000 letters; beyond 120 comes by chance once in a hundred thousand. */
  @Test
  void letters_areEquallyLikely() {
    Map<Integer, Integer> counts = new TreeMap<>();
    for (int request = 1; request <= 2_000; request++) {
      passwords
          .derive(KEY.kid(), request, 1, 255)
          .reveal()
          .chars()
          .forEach(letter -> counts.merge(letter, 1, Integer::sum));
    }
    assertThat(counts).hasSize(LETTERS);
    double expected = 2_000 * 255.0 / LETTERS;
    double chiSquare =
        counts.values().stream().mapToDouble(n -> (n - expected) * (n - expected) / expected).sum();
    assertThat(chiSquare).isLessThan(120);
  }
}
