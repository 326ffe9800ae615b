// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.slipway.domain.Closing;

/**
 * Why a connection ends, with the reason code that MQTT 5 clients are told; 0 where nothing is
 * said.
 */
enum Ending {
  DEVICE_LEFT(0),
  CONNECTION_LOST(0),
  MALFORMED(0x81),
  PROTOCOL_ERROR(0x82),
  REFUSED(0x87),
  ERROR(0x89),
  SERVER_SHUTDOWN(0x8B),
  KEEP_ALIVE(0x8D),
  TAKEN_OVER(0x8E),
  RECEIVE_MAXIMUM(0x93),
  TOPIC_ALIAS(0x94),
  PACKET_TOO_LARGE(0x95),
  FOREIGN_PUBLICATIONS(0x96),
  SLOW_DEVICE(0x97),
  COMPLETED(0x98),
  STOPPED(0x98),
  RETAINED(0x9A),
  SUBSCRIPTION_IDENTIFIER(0xA1);

  private final int reasonCode;

  Ending(int reasonCode) {
    this.reasonCode = reasonCode;
  }

  byte reasonCode() {
    return (byte) reasonCode;
  }

  boolean said() {
    return reasonCode != 0;
  }

  /** Whether what the device still waits for, its acknowledgements above all, may go out before. */
  boolean orderly() {
    return switch (this) {
      case REFUSED, COMPLETED, STOPPED, SERVER_SHUTDOWN -> true;
      default -> false;
    };
  }

  static Ending of(Closing reason) {
    return switch (reason) {
      case TAKEN_OVER -> TAKEN_OVER;
      case REFUSED -> REFUSED;
      case COMPLETED -> COMPLETED;
      case STOPPED -> STOPPED;
      case SHUTDOWN -> SERVER_SHUTDOWN;
      case ERROR -> ERROR;
    };
  }
}
