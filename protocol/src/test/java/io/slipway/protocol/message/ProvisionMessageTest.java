// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.payload.MalformedPayloadException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProvisionMessageTest {
  private static final ProvisionMessage FULL =
      new ProvisionMessage(
          "001122AABBCC-4711",
          Secret.of("pässword"),
          Optional.of(Secret.of("0123456789abcdefABCDEF0123456789")),
          Optional.of("1"),
          Set.of("PROVISION-V1", "CONF-V1"),
          Optional.of(new Nonce("000102030405060708090a0b0c0d0e0f")),
          Map.of("serial_number", "4711", "model_name", "X"),
          Optional.of("hw-1"),
          OptionalLong.of(1_700_000_000_000L));

  @Test
  void message_comesBackAsItWas() {
    assertThat(ProvisionMessage.from(FULL.toPayload(5))).isEqualTo(FULL);
  }

  @Test
  void messageOfTwoMetrics_isEnough() {
    KuraPayload least =
        KuraPayload.builder().metric("username", "u").metric("password", "p").build();
    ProvisionMessage read = ProvisionMessage.from(least);
    assertThat(read.username()).isEqualTo("u");
    assertThat(read.password().reveal()).isEqualTo("p");
    assertThat(read.applicationIds()).isEmpty();
    assertThat(read.nonce()).isEmpty();
    assertThat(read.activationKey()).isEmpty();
  }

  @Test
  void missingUsername_isNamed() {
    assertThatThrownBy(
            () -> ProvisionMessage.from(FULL.toPayload(5).toBuilder().without("username").build()))
        .isInstanceOf(MalformedPayloadException.class)
        .hasMessage("metric username is missing");
  }

  @Test
  void missingPassword_isAnEmptyOne() {
    KuraPayload without = FULL.toPayload(5).toBuilder().without("password").build();
    ProvisionMessage read = ProvisionMessage.from(without);
    assertThat(read.password().isEmpty()).isTrue();
    assertThat(read.toPayload(5)).isEqualTo(without);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "username",
        "password",
        "activationKey",
        "provisioningCertificateVersion",
        "application_ids",
        "nonce",
        "hardware.id",
        "device.time"
      })
  void metricOfAnotherTypeOrTwice_isNamed(String name) {
    KuraPayload payload = FULL.toPayload(5);
    assertThatThrownBy(
            () ->
                ProvisionMessage.from(payload.toBuilder().without(name).metric(name, true).build()))
        .isInstanceOf(MalformedPayloadException.class)
        .hasMessageContaining("metric " + name + " must be");
    assertThatThrownBy(() -> ProvisionMessage.from(payload.toBuilder().metric(name, true).build()))
        .isInstanceOf(MalformedPayloadException.class)
        .hasMessage("metric " + name + " comes more than once");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 15, 17, 1_000})
  void nonceOfAnotherLength_isRefused(int length) {
    KuraPayload payload =
        FULL.toPayload(5).toBuilder().without("nonce").metric("nonce", new byte[length]).build();
    assertThatThrownBy(() -> ProvisionMessage.from(payload))
        .isInstanceOf(MalformedPayloadException.class)
        .hasMessage("nonce must have 16 bytes, not " + length);
  }

  @Test
  void handlers_areTakenApartAtTheirCommas() {
    KuraPayload payload =
        FULL.toPayload(5).toBuilder()
            .without("application_ids")
            .metric("application_ids", " CONF-V1 ,,DEPLOY-V2,CONF-V1,")
            .build();
    assertThat(ProvisionMessage.from(payload).applicationIds())
        .containsExactlyInAnyOrder("CONF-V1", "DEPLOY-V2");
  }

  @Test
  void birthMetrics_holdTextsButNoneOfTheMessagesOwn() {
    KuraPayload payload = FULL.toPayload(5).toBuilder().metric("uptime", 5L).build();
    assertThat(ProvisionMessage.from(payload).birthMetrics())
        .containsOnlyKeys("serial_number", "model_name");
  }

  @Test
  void longText_isCutBetweenCharacters() {
    KuraPayload payload =
        FULL.toPayload(5).toBuilder()
            .metric("even", "\ud83d\ude00".repeat(5_000))
            .metric("odd", "x" + "\ud83d\ude00".repeat(5_000))
            .build();
    Map<String, String> kept = ProvisionMessage.from(payload).birthMetrics();
    assertThat(kept.get("even")).hasSize(4_096).endsWith("\ud83d\ude00");
    assertThat(kept.get("odd")).hasSize(4_095).endsWith("\ud83d\ude00");
  }

  @Test
  void message_printsNoSecret() {
    assertThat(FULL.toString())
        .contains("001122AABBCC-4711")
        .doesNotContain("pässword")
        .doesNotContain("0123456789abcdefABCDEF0123456789");
  }
}
