// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.protocol.topic.ProvisioningRights.Verdict;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProvisioningRightsTest {
  private final ProvisioningRights rights =
      new ProvisioningRights(new ControlScope("$EDC", "prov", "gate"));

  @ParameterizedTest
  @CsvSource({
    "$EDC/prov/gate/MQTT/PROV, ALLOWED",
    "$EDC/prov/gate/MQTT/BIRTH, ALLOWED",
    "$EDC/prov/gate/MQTT/, ALLOWED",
    "$EDC/prov/gate/MQTT/a/b, ALLOWED",
    "$EDC/prov/slipway-1/CONF-V1/REPLY/0011, ALLOWED",
    "$EDC/prov/any/CONF-V1/REPLY/0011/more, ALLOWED",
    "$EDC/prov/slipway-1/PROVISION-V1/NOTIFY/gate/progress, ALLOWED",
    "$EDC/prov/gate/MQTT, FOREIGN",
    "$EDC/prov/gate/MQTTX/PROV, FOREIGN",
    "$EDC/prov/other/MQTT/PROV, FOREIGN",
    "$EDC/prov/gate2/MQTT/PROV, FOREIGN",
    "$EDC/prov/gate/CONF-V1/PUT/configurations, FOREIGN",
    "$EDC/prov/slipway-1/CONF-V1/NOTIFY/other/progress, FOREIGN",
    "$EDC/prov/slipway-1/CONF-V1/GET/REPLY/0011, FOREIGN",
    "prov/gate/data, FOREIGN",
    "EDC/prov/gate/MQTT/PROV, FOREIGN",
    "$EDCX/prov/gate/MQTT/PROV, FOREIGN",
    "$EDC, FOREIGN",
    "$EDC/acme/gate/MQTT/BIRTH, WRONG_ACCOUNT",
    "$EDC/prov2/gate/MQTT/PROV, WRONG_ACCOUNT",
    "$EDC/, WRONG_ACCOUNT",
  })
  void publication_isJudgedByItsTopic(String topic, Verdict verdict) {
    assertThat(rights.publish(topic)).isEqualTo(verdict);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$EDC/prov/gate/#",
        "$EDC/prov/gate/+/+/#",
        "$EDC/prov/gate/CONF-V1/#",
        "$EDC/prov/gate/PROVISION-V1/PUT/certificates",
        "$EDC/prov/gate",
      })
  void ownTopics_mayBeSubscribedTo(String filter) {
    assertThat(rights.subscribe(filter)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "#",
        "+/#",
        "$EDC/#",
        "$EDC/prov/#",
        "$EDC/prov/+/#",
        "$EDC/+/gate/#",
        "+/prov/gate/#",
        "$EDC/prov/other/#",
        "$EDC/prov/gate2/#",
        "$EDC/prov/gate/#/a",
        "$EDC/prov/gate/a#",
        "$share/x/$EDC/prov/gate/#",
      })
  void otherTopics_mayNotBeSubscribedTo(String filter) {
    assertThat(rights.subscribe(filter)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "$EDC/acme/gate/#, true",
    "$EDC/+/gate/#, true",
    "$EDC/prov/other/#, false",
    "#, false",
    "acme/gate/#, false",
  })
  void subscriptionInAnotherAccount_isTold(String filter, boolean elsewhere) {
    assertThat(rights.subscribesElsewhere(filter)).isEqualTo(elsewhere);
  }

  @ParameterizedTest
  @CsvSource({
    "$EDC/prov/gate/#, true",
    "$EDC/prov/gate/+/+/#, true",
    "$EDC/prov/gate/+/#, true",
    "$EDC/prov/gate/CONF-V1/#, false",
    "$EDC/prov/gate/+/PUT/#, false",
    "$EDC/prov/gate/+/+/+, false",
    "$EDC/prov/gate, false",
    "#, false",
  })
  void subscription_opensTheWayOnlyWhereItReachesEveryRequest(String filter, boolean all) {
    assertThat(rights.coversRequests(filter)).isEqualTo(all);
  }
}
