// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Asks the operating system for MAC address and serial number. */
final class HardwareReader {
  private static final Path INTERFACES = Path.of("/sys/class/net");
  private static final List<Path> SERIAL_NUMBERS =
      List.of(
          Path.of("/sys/firmware/devicetree/base/serial-number"),
          Path.of("/sys/class/dmi/id/product_serial"),
          Path.of("/sys/class/dmi/id/board_serial"));

  private HardwareReader() {}

  /**
   * Reads what is not given.
   *
   * @param networkInterface the one whose MAC counts, where somebody has chosen
   * @param serialNumber as somebody has set it
   */
  static Hardware read(Optional<String> networkInterface, Optional<String> serialNumber) {
    Optional<String> mac =
        networkInterface.isPresent()
            ? Optional.of(macOf(networkInterface.get()))
            : firstPhysical().flatMap(HardwareReader::mac);
    Optional<String> serial =
        serialNumber.or(
            () -> SERIAL_NUMBERS.stream().flatMap(f -> serialIn(f).stream()).findFirst());
    return new Hardware(mac, serial);
  }

  private static String macOf(String name) {
    try {
      return Optional.ofNullable(NetworkInterface.getByName(name))
          .flatMap(HardwareReader::mac)
          .orElseThrow(
              () -> new SettingsException("network-interface: " + name + " has no MAC address"));
    } catch (SocketException e) {
      throw new SettingsException("network-interface: " + name + " cannot be read", e);
    }
  }

  /** Bridges, tunnels and containers' interfaces have no device behind them. */
  private static Optional<NetworkInterface> firstPhysical() {
    try {
      return NetworkInterface.networkInterfaces()
          .filter(i -> mac(i).isPresent())
          .min(
              Comparator.comparing((NetworkInterface i) -> !physical(i))
                  .thenComparing(NetworkInterface::getIndex));
    } catch (SocketException e) {
      return Optional.empty();
    }
  }

  private static boolean physical(NetworkInterface some) {
    return Files.exists(INTERFACES.resolve(some.getName()).resolve("device"));
  }

  private static Optional<String> mac(NetworkInterface some) {
    try {
      return Optional.ofNullable(some.getHardwareAddress())
          .map(bytes -> HexFormat.of().withUpperCase().formatHex(bytes));
    } catch (SocketException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> serialIn(Path file) {
    try {
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      return Stream.of(text.replace("\0", "").strip()).filter(t -> !t.isEmpty()).findFirst();
    } catch (IOException e) {
      // Not there, or not for this user; another may be.
      return Optional.empty();
    }
  }
}
