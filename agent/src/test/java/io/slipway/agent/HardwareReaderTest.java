// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.NetworkInterface;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HardwareReaderTest {

  @Test
  void givenSerialNumber_stands() {
    assertThat(HardwareReader.read(Optional.empty(), Optional.of("SN-7")).serialNumber())
        .contains("SN-7");
  }

  @Test
  void mac_isWrittenInUpperCaseWithoutColons() {
    Optional<String> mac = HardwareReader.read(Optional.empty(), Optional.empty()).mac();
    assertThat(mac.orElse("0123456789AB")).matches("[0-9A-F]{12}");
  }

  @Test
  void chosenInterface_counts() throws Exception {
    for (NetworkInterface some : NetworkInterface.networkInterfaces().toList()) {
      byte[] address = some.getHardwareAddress();
      if (address == null) {
        assertThatThrownBy(() -> HardwareReader.read(Optional.of(some.getName()), Optional.empty()))
            .hasMessage("network-interface: " + some.getName() + " has no MAC address");
      } else {
        assertThat(HardwareReader.read(Optional.of(some.getName()), Optional.empty()).mac())
            .contains(HexFormat.of().withUpperCase().formatHex(address));
      }
    }
  }

  @Test
  void unknownInterface_isNamed() {
    assertThatThrownBy(() -> HardwareReader.read(Optional.of("none0"), Optional.empty()))
        .isInstanceOf(SettingsException.class)
        .hasMessage("network-interface: none0 has no MAC address");
  }
}
