// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsTest {
  private static final ControlScope SCOPE = new ControlScope("$EDC", "prov", "gate");

  @ParameterizedTest
  @CsvSource({
    "PROV, Provision[]",
    "BIRTH, Birth[]",
    "DC, Disconnect[]",
    "LWT, LastWill[]",
    "APPS, Apps[]",
    "MISSING, OtherLifecycle[name=MISSING]",
    "prov, OtherLifecycle[name=prov]",
    "PROV/x, OtherLifecycle[name=PROV/x]",
  })
  void lifecycleTopic_isToldByItsEnd(String end, String meaning) {
    assertThat(DeviceTopic.parse("$EDC/prov/gate/MQTT/" + end, SCOPE)).hasToString(meaning);
  }

  @Test
  void reply_namesRequesterHandlerAndRequest() {
    assertThat(DeviceTopic.parse("$EDC/prov/slipway-1/CONF-V1/REPLY/0011", SCOPE))
        .isEqualTo(new DeviceTopic.Reply("slipway-1", "CONF-V1", "0011"));
  }

  @Test
  void notification_namesRequesterHandlerAndResource() {
    assertThat(DeviceTopic.parse("$EDC/prov/slipway-1/CONF-V1/NOTIFY/gate/a/b", SCOPE))
        .isEqualTo(new DeviceTopic.Notify("slipway-1", "CONF-V1", "a/b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "$EDC",
        "$EDC/prov/gate/MQTT",
        "$EDC/prov/other/MQTT/PROV",
        "$EDC/acme/gate/MQTT/PROV",
        "$EDC/prov/slipway-1/CONF-V1/REPLY",
        "$EDC/prov/slipway-1/CONF-V1/REPLY/1/2",
        "$EDC/prov/slipway-1/CONF-V1/NOTIFY/gate",
        "$EDC/prov/slipway-1/CONF-V1/NOTIFY/other/a",
        "prov/gate/MQTT/PROV",
      })
  void otherTopic_meansNothing(String topic) {
    assertThat(DeviceTopic.parse(topic, SCOPE)).isEqualTo(new DeviceTopic.Unknown());
  }

  @Test
  void controlTopic_isTakenApartAndPutTogether() {
    String text = "$EDC/prov/gate/CONF-V1/PUT/configurations";
    ControlTopic topic = ControlTopic.parse(text, "$EDC").orElseThrow();
    assertThat(topic)
        .isEqualTo(new ControlTopic("$EDC", "prov", "gate", "CONF-V1/PUT/configurations"))
        .hasToString(text);
    assertThat(topic.clientIdAndRest()).isEqualTo("gate/CONF-V1/PUT/configurations");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "$EDC", "$EDC/prov/gate", "$EDX/prov/gate/a", "$EDCx/prov/gate/a"})
  void controlTopicOfAnotherShape_isNone(String topic) {
    assertThat(ControlTopic.parse(topic, "$EDC")).isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "F0:D2:F1:C4:53:DB", "with space", "$dollar", "ä", "\ud83d\ude00"})
  void clientId_mayBeNearlyAnything(String clientId) {
    assertThat(ClientIds.problem(clientId)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a/b", "+", "a#", "\u0000", "a\nb", "\u007f", "\u0085", "\ud83d", "\ude00x"})
  void clientIdWithACharacterThatTopicsCannotHold_isRefused(String clientId) {
    assertThat(ClientIds.problem(clientId)).isPresent();
  }

  @Test
  void clientId_hasOneTo255Bytes() {
    assertThat(ClientIds.problem("")).contains("a client id must not be empty");
    assertThat(ClientIds.problem("a".repeat(255))).isEmpty();
    assertThat(ClientIds.problem("a".repeat(256))).isPresent();
    assertThat(ClientIds.problem("ä".repeat(127))).isEmpty();
    assertThat(ClientIds.problem("ä".repeat(128))).isPresent();
  }
}
