// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Everything that can be set, in the file and as a flag. The first twelve are those of the
 * original's provisioning bundle, under their own names.
 */
enum Setting {
  ENABLED("true", "whether to be provisioned; false again after success"),
  PROVISIONED("false", "whether the device has been provisioned; set by the agent"),
  CA_AUTHENTICATION("true", "whether the root of the platform's signing chain must be trusted"),
  BROKER_URL("", "provision broker, such as mqtts://provision.example.com:8883"),
  ACCOUNT_NAME("eurotech-provision", "provision account; not to be changed"),
  USERNAME("", "as in the provision request; empty: MAC without ':' + '-' + serial number"),
  PASSWORD("", "as in the provision request"),
  ACTIVATION_KEY("", "of the provision request, where it has one"),
  CLIENT_ID("", "as in the provision request; empty: MAC without ':'"),
  TIMEOUT("600", "seconds in which the device expects to be provisioned, or to reach its broker"),
  RETRY_INTERVAL("60", "seconds to wait after a time-out or a failure"),
  RETRY_MAX_ATTEMPTS("-1", "how often to try again after failures; -1: until success"),

  CA_FILE("", "PEM file of the CAs to trust; empty: those of Java"),
  TRUSTSTORE("", "PKCS#12 or JKS file of the CAs to trust"),
  TRUSTSTORE_PASSWORD("", "of the truststore"),
  DATA("", "folder for what the agent must remember; empty: the configuration file's name + .d"),
  SNAPSHOT_DIRECTORY("", "folder that gets the configuration as snapshot.xml"),
  DEVICE_CERTIFICATE(
      "", "file that gets the device's certificate; empty: device.crt beside snapshot.xml"),
  DEVICE_KEY("", "file that gets the key of that certificate; empty: device.key beside it"),
  RENEWAL("new-key", "how the device's certificate is renewed: new-key, same-key or off"),
  RENEWAL_URL("", "where; empty: where the platform has said when the device was provisioned"),
  FACTORY_CERTIFICATE(
      "", "PEM file of the certificate that the manufacturer gave the device, to log in with"),
  FACTORY_KEY("", "PEM file (PKCS#8) of the key of that certificate"),
  HOOK("", "program that makes the configuration take effect: check, apply or rollback FILE"),
  PACKAGE_HOOK("", "program that installs applications"),
  PACKAGE_TIMEOUT("600", "seconds that it may take"),
  PACKAGE_MAX_SIZE("512", "largest application to take, in MiB"),
  NETWORK_INTERFACE("", "the one whose MAC counts; empty: the first physical one"),
  SERIAL_NUMBER("", "empty: what the hardware says"),
  MQTT_VERSION("3.1.1", "3.1.1 or 3.1"),
  CONTROL_PREFIX("$EDC", "first level of control topics");

  private final String usual;
  private final String description;

  Setting(String usual, String description) {
    this.usual = usual;
    this.description = description;
  }

  static Optional<Setting> ofKey(String key) {
    return Arrays.stream(values()).filter(s -> s.key().equals(key)).findFirst();
  }

  /** Whether the agent itself changes it, so that only the file can say how it stands. */
  boolean kept() {
    return this == ENABLED || this == PROVISIONED;
  }

  /** Whether it names a file or folder; in the file that is meant from where the file is. */
  boolean path() {
    return switch (this) {
      case CA_FILE, TRUSTSTORE, DATA, SNAPSHOT_DIRECTORY, DEVICE_CERTIFICATE, DEVICE_KEY, HOOK ->
          true;
      case FACTORY_CERTIFICATE, FACTORY_KEY, PACKAGE_HOOK -> true;
      default -> false;
    };
  }

  static String keys() {
    return Arrays.stream(values()).map(Setting::key).collect(Collectors.joining(" "));
  }

  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The value where none is set. */
  String usual() {
    return usual;
  }

  String description() {
    return description;
  }
}
