// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.device;

/** A public MQTT client in one of the versions that it speaks. */
public enum Client {
  PAHO_31,
  PAHO_311,
  HIVEMQ_311,
  HIVEMQ_5;

  /** Logs in; throws {@link LoginRefusedException}. */
  public Wire connect(Door door, Login login) {
    return switch (this) {
      case PAHO_31 -> PahoWire.connect(3, door, login);
      case PAHO_311 -> PahoWire.connect(4, door, login);
      case HIVEMQ_311 -> HiveMq3Wire.connect(door, login);
      case HIVEMQ_5 -> HiveMq5Wire.connect(door, login);
    };
  }

  /** Whether a login with this client is refused with this code. */
  public int badLoginCode() {
    return this == HIVEMQ_5 ? 0x86 : 4;
  }

  /** How a proven device is told that it may not be provisioned now. */
  public int notAuthorizedCode() {
    return this == HIVEMQ_5 ? 0x87 : 5;
  }
}
