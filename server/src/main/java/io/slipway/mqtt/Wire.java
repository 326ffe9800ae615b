// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.netty.channel.Channel;
import io.netty.handler.codec.mqtt.MqttMessage;

/** What all parts of one connection share. */
record Wire(Channel channel, Hello hello, Surroundings surroundings) {

  boolean v5() {
    return hello.v5();
  }

  MqttSettings.Limits limits() {
    return surroundings.settings().limits();
  }

  MqttSettings.Patience patience() {
    return surroundings.settings().patience();
  }

  MqttMeters meters() {
    return surroundings.meters();
  }

  /** What cannot be written breaks the connection, and that is noticed where it ends. */
  @SuppressWarnings("FutureReturnValueIgnored")
  void send(MqttMessage packet) {
    channel.writeAndFlush(packet, channel.voidPromise());
  }
}
