// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerUrlTest {

  @ParameterizedTest
  @CsvSource({
    "mqtt://host,            tcp://host:1883,        false",
    "mqtts://host,           ssl://host:8883,        true",
    "mqtt://10.0.0.1:2883,   tcp://10.0.0.1:2883,    false",
    "mqtts://host.x:443,     ssl://host.x:443,       true",
    "mqtt://[::1]:1883,      tcp://[::1]:1883,       false",
    "ws://host:80/mqtt,      ws://host:80/mqtt,      false",
    "wss://host:443/mqtt,    wss://host:443/mqtt,    true",
  })
  void address_isUnderstood(String text, String paho, boolean secure) {
    BrokerUrl url = BrokerUrl.parse(text).orElseThrow();
    assertThat(url.paho()).isEqualTo(paho);
    assertThat(url.secure()).isEqualTo(secure);
    assertThat(url).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "host",
        "host:1883",
        "tcp://host",
        "http://host",
        "mqtt://",
        "mqtt:///path",
        "mqtt:host",
        "mqtt://user:secret@host",
        "mqtt://host:0",
        "mqtt://host:65536",
        "mqtt://a b",
        "mqtts://a_b"
      })
  void whatIsNone_isRefused(String text) {
    assertThat(BrokerUrl.parse(text)).isEmpty();
  }

  @Test
  void versions_areNamedAsPeopleDo() {
    assertThat(MqttVersion.named("3.1")).contains(MqttVersion.V3_1);
    assertThat(MqttVersion.named("3.1.1")).contains(MqttVersion.V3_1_1);
    assertThat(MqttVersion.named("5.0")).isEmpty();
  }
}
