// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {

  @Test
  void secret_matchesItselfOnly() {
    Secret secret = Secret.of("hünter2");
    assertThat(secret.matches(Secret.of(secret.bytes()))).isTrue();
    assertThat(secret).isEqualTo(Secret.of("hünter2")).isNotEqualTo(Secret.of("hünter3"));
    assertThat(secret.matches(Secret.of("hünter"))).isFalse();
    assertThat(Secret.of("").isEmpty()).isTrue();
  }

  @Test
  void secret_printsNothing() {
    assertThat(Secret.of("hunter2")).hasToString("***");
    assertThat(Secret.of("hunter2")).hasSameHashCodeAs(Secret.of("other"));
  }

  @Test
  void bytes_areCopies() {
    byte[] given = {1, 2};
    Secret secret = Secret.of(given);
    given[0] = 9;
    secret.bytes()[1] = 9;
    assertThat(secret.bytes()).containsExactly(1, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "000102030405060708090A0B0C0D0E0F", "g"})
  void nonce_isSixteenBytesInLowerCaseHex(String text) {
    assertThatThrownBy(() -> new Nonce(text)).isInstanceOf(IllegalArgumentException.class);
    Nonce nonce = new Nonce("000102030405060708090a0b0c0d0e0f");
    assertThat(Nonce.of(nonce.bytes())).isEqualTo(nonce);
  }
}
