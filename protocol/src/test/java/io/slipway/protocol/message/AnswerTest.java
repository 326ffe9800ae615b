// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.payload.MalformedPayloadException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnswerTest {

  @Test
  void answer_comesBackAsItWas() {
    Answer refused = Answer.refused(400, "SIGNATURE_INVALID");
    assertThat(Answer.from(refused.toPayload(5))).isEqualTo(refused);
    assertThat(refused.ok()).isFalse();
    assertThat(Answer.from(Answer.accepted().toPayload(5))).isEqualTo(Answer.accepted());
    assertThat(Answer.accepted().ok()).isTrue();
  }

  @Test
  void body_isKept() {
    Answer answer = new Answer(200, Optional.empty(), Optional.of(new byte[] {1, 2}));
    assertThat(Answer.from(answer.toPayload(5)).body())
        .hasValueSatisfying(body -> assertThat(body).containsExactly(1, 2));
  }

  @Test
  void offset_isKept() {
    Answer on = Answer.accepted(262_144);
    assertThat(Answer.from(on.toPayload(5))).isEqualTo(on);
    Answer elsewhere = Answer.elsewhere(0);
    assertThat(Answer.from(elsewhere.toPayload(5))).isEqualTo(elsewhere);
    assertThat(elsewhere.code()).isEqualTo(400);
    assertThat(elsewhere.message()).contains("go on at 0");
  }

  @Test
  void code_mustBeAnInteger() {
    assertThatThrownBy(() -> Answer.from(KuraPayload.builder().build()))
        .isInstanceOf(MalformedPayloadException.class)
        .hasMessage("metric response.code is missing");
    assertThatThrownBy(
            () -> Answer.from(KuraPayload.builder().metric("response.code", "200").build()))
        .isInstanceOf(MalformedPayloadException.class)
        .hasMessage("metric response.code must be INT32, not STRING");
  }
}
