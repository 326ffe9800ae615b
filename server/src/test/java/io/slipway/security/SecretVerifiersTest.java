// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.protocol.message.Secret;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SecretVerifiersTest {
  private static final Secret CHOSEN = Secret.of("summer 2026");

  private final MasterKey key = MasterKey.of(new byte[32]);
  private final SecureRandom random = new SecureRandom();
  private final SecretVerifiers verifiers = new SecretVerifiers(key, random, 1);

  @Test
  void chosenPassword_passesAsOftenAsItIsRightAndNeverWhenWrong() {
    String verifier = verifiers.ofChosen(CHOSEN);
    for (int i = 0; i < 50; i++) {
      assertThat(verifiers.verify(CHOSEN, verifier)).isTrue();
      assertThat(verifiers.verify(Secret.of("summer 2027"), verifier)).isFalse();
    }
    assertThat(new SecretVerifiers(key, random, 1).verify(CHOSEN, verifier)).isTrue();
  }

  @Test
  void passwordThatPassed_opensNoOtherVerifier() {
    String verifier = verifiers.ofChosen(CHOSEN);
    assertThat(verifiers.verify(CHOSEN, verifier)).isTrue();
    String other = verifiers.ofChosen(Secret.of("winter 2026"));
    assertThat(verifiers.verify(CHOSEN, other)).isFalse();
  }

  /** The pre-check spares the slow hash, or thousands of guesses would take minutes. */
  @Test
  void wrongGuesses_almostNeverReachTheSlowHash() {
    String verifier = verifiers.ofChosen(CHOSEN);
    int precheck = Integer.parseInt(verifier.split("\\.", -1)[3], 16);
    assertThat(precheck).isBetween(0, 0xfff);
    long passed =
        IntStream.range(0, 20_000)
            .filter(i -> verifiers.verify(Secret.of("guess-" + i), verifier))
            .count();
    assertThat(passed).isZero();
  }

  @Test
  void slowHashes_doNotBlockEachOtherForEver() {
    String verifier = verifiers.ofChosen(CHOSEN);
    List<CompletableFuture<Boolean>> many = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      many.add(CompletableFuture.supplyAsync(() -> verifiers.verify(CHOSEN, verifier)));
    }
    assertThat(many).allSatisfy(one -> assertThat(one.join()).isTrue());
  }

  @Test
  void verifiers_differEveryTimeAndTellNothing() {
    assertThat(verifiers.ofChosen(CHOSEN)).isNotEqualTo(verifiers.ofChosen(CHOSEN));
    assertThat(verifiers.ofGenerated(CHOSEN)).isNotEqualTo(verifiers.ofGenerated(CHOSEN));
    assertThatThrownBy(() -> verifiers.verify(CHOSEN, "x9.what.is.this"))
        .isInstanceOf(IllegalStateException.class);
  }
}
