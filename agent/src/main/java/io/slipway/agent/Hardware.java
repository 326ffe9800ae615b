// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import java.util.Optional;

/**
 * What the device is by its hardware.
 *
 * @param mac of the main network interface: upper case, without colons
 */
record Hardware(Optional<String> mac, Optional<String> serialNumber) {

  String macOrFail() {
    return mac.orElseThrow(
        () ->
            new SettingsException(
                "no network interface has a MAC address; set client-id and username, or"
                    + " network-interface"));
  }

  /** As the original makes it. */
  String defaultUsername() {
    String serial =
        serialNumber.orElseThrow(
            () ->
                new SettingsException(
                    "the hardware tells no serial number; set username or serial-number"));
    return macOrFail() + "-" + serial;
  }
}
