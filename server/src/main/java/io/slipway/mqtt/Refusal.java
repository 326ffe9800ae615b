// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.slipway.protocol.message.FailureCause;

/** A CONNACK that refuses: its return code before MQTT 5, its reason code in MQTT 5. */
enum Refusal {
  /** Nothing is said, the connection is closed. */
  SILENT(0, 0),
  PROTOCOL_LEVEL(1, 0x84),
  CLIENT_ID(2, 0x85),
  BUSY(3, 0x89),
  UNAVAILABLE(3, 0x88),
  UNPROVEN(4, 0x86),
  NOT_NOW(5, 0x87),
  PROTOCOL_ERROR(0, 0x82),
  AUTHENTICATION_METHOD(0, 0x8C),
  RETAIN(0, 0x9A),
  TOO_LARGE(0, 0x95),
  MALFORMED(0, 0x81);

  private final int v3;
  private final int v5;

  Refusal(int v3, int v5) {
    this.v3 = v3;
    this.v5 = v5;
  }

  boolean said(boolean inV5) {
    return (inV5 ? v5 : v3) != 0;
  }

  MqttConnectReturnCode code(boolean inV5) {
    return MqttConnectReturnCode.valueOf((byte) (inV5 ? v5 : v3));
  }

  static Refusal of(Ending breach) {
    return breach == Ending.PACKET_TOO_LARGE ? TOO_LARGE : MALFORMED;
  }

  /** Proof comes first: about an unproven peer everything is one answer. */
  static Refusal of(FailureCause cause) {
    return switch (cause) {
      case OVERLOADED -> BUSY;
      case INTERNAL_ERROR -> UNAVAILABLE;
      default ->
          switch (cause.audience()) {
            case UNPROVEN -> UNPROVEN;
            case PROVEN_LOGIN -> NOT_NOW;
            case MESSAGE, DELIVERY, AFTER -> UNAVAILABLE;
          };
    };
  }
}
