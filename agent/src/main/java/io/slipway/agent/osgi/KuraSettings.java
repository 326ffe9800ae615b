// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.osgi;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ConfigurationService;
import org.osgi.framework.BundleContext;

/**
 * The component's configuration, with passwords as they are.
 *
 * @param pid the name that Kura gave it
 * @param texts by name
 */
record KuraSettings(String pid, Map<String, String> texts, Gateway gateway) {
  private static final Set<String> PASSWORDS =
      Set.of("password", "activation-key", "truststore-password");
  private static final String DATA = "data";
  private static final String SERIAL_NUMBER = "serial-number";
  private static final String NETWORK_INTERFACE = "network-interface";

  /** What Kura says where it does not know. */
  private static final String UNKNOWN = "UNKNOWN";

  static KuraSettings of(Map<String, Object> properties, Gateway gateway) {
    Map<String, String> texts = new HashMap<>();
    properties.forEach(
        (name, value) -> {
          // No setting is a list, and lists would never be equal as texts.
          if (value instanceof char[] || !value.getClass().isArray()) {
            texts.put(name, PASSWORDS.contains(name) ? clear(text(value), gateway) : text(value));
          }
        });
    String pid = texts.getOrDefault(ConfigurationService.KURA_SERVICE_PID, "");
    return new KuraSettings(pid, Map.copyOf(texts), gateway);
  }

  /**
   * Where the agent keeps its state; outlasts Kura's restarts, which the framework's area may not.
   */
  Path data() {
    return given(DATA)
        .map(Path::of)
        .or(() -> said(gateway.system().getKuraDataDirectory()).map(d -> ownFolder(Path.of(d))))
        .orElseGet(() -> ownFolder(frameworkArea(gateway.context())));
  }

  /** Whether the gateway is where it belongs, and is not to be provisioned anew. */
  boolean arrived() {
    return Boolean.parseBoolean(texts.get(Known.PROVISIONED))
        && !Boolean.parseBoolean(texts.get(Known.ENABLED));
  }

  /** With what Kura knows of the hardware, where nothing is set. */
  Map<String, String> withHardware() {
    Map<String, String> all = new HashMap<>(texts);
    if (given(SERIAL_NUMBER).isEmpty()) {
      said(gateway.system().getSerialNumber()).ifPresent(s -> all.put(SERIAL_NUMBER, s));
    }
    if (given(NETWORK_INTERFACE).isEmpty()) {
      said(gateway.system().getPrimaryNetworkInterfaceName())
          .filter(KuraSettings::hasAddress)
          .ifPresent(name -> all.put(NETWORK_INTERFACE, name));
    }
    return all;
  }

  /** Some are secrets. */
  @Override
  public String toString() {
    return "KuraSettings[" + pid + ", " + texts.keySet() + "]";
  }

  private Path ownFolder(Path data) {
    return data.resolve("slipway-agent").resolve(pid.replaceAll("[^A-Za-z0-9.-]", "_"));
  }

  private static Path frameworkArea(BundleContext context) {
    return context.getDataFile("").toPath();
  }

  private Optional<String> given(String name) {
    return Optional.ofNullable(texts.get(name)).map(String::strip).filter(t -> !t.isEmpty());
  }

  private static Optional<String> said(String text) {
    return Optional.ofNullable(text).filter(t -> !t.isBlank() && !t.equals(UNKNOWN));
  }

  private static boolean hasAddress(String networkInterface) {
    try {
      NetworkInterface found = NetworkInterface.getByName(networkInterface);
      return found != null && found.getHardwareAddress() != null;
    } catch (SocketException e) {
      return false;
    }
  }

  private static String text(Object value) {
    return value instanceof char[] characters ? new String(characters) : String.valueOf(value);
  }

  /**
   * Kura hands out passwords as it stores them, encrypted; a snapshot made by hand has them clear.
   */
  private static String clear(String stored, Gateway gateway) {
    if (stored.isEmpty()) {
      return stored;
    }
    try {
      return new String(gateway.crypto().decryptAes(stored.toCharArray()));
    } catch (KuraException clear) {
      return stored;
    }
  }
}
