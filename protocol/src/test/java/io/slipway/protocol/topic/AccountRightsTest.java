// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.topic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountRightsTest {
  private final AccountRights rights = new AccountRights(new ControlScope("$EDC", "acme", "gate"));

  @ParameterizedTest
  @CsvSource({
    "$EDC/acme/gate/MQTT/BIRTH, true",
    "$EDC/acme/gate/anything/at/all, true",
    "acme/gate/temperature, true",
    "$EDC/acme/console/CONF-V1/REPLY/1, true",
    "$EDC/acme/console/DEPLOY-V2/NOTIFY/gate/download, true",
    "$EDC/acme/console/DEPLOY-V2/NOTIFY/other/download, false",
    "$EDC/acme/other/MQTT/BIRTH, false",
    "$EDC/other/gate/MQTT/BIRTH, false",
    "acme/other/temperature, false",
    "acme/gate2/temperature, false",
    "temperature, false",
  })
  void device_publishesToItsOwnTopicsAndAnswers(String topic, boolean may) {
    assertThat(rights.mayPublish(topic)).isEqualTo(may);
  }

  @ParameterizedTest
  @CsvSource({
    "$EDC/acme/gate/#, true",
    "acme/gate/#, true",
    "acme/gate/+/x, true",
    "$EDC/acme/+/+/REPLY/#, false",
    "acme/#, false",
    "acme/+/x, false",
    "#, false",
    "+/gate/#, false",
    "acme/gate/x#, false",
  })
  void device_subscribesToItsOwnTopicsOnly(String filter, boolean may) {
    assertThat(rights.maySubscribe(filter)).isEqualTo(may);
  }
}
