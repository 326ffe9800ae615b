// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Everything that can be configured. Each has a flag, an environment variable and a key in the
 * file.
 */
enum Setting {
  DATA("DIR", "folder of database, keys and certificates", "~/.local/share/slipway"),
  CONFIG("FILE", "YAML file with any of these settings", "DIR/slipway.yaml where it exists"),
  DATABASE(
      "URL", "jdbc:postgresql://HOST/NAME for many nodes, or a file of its own", "DIR/slipway.db"),
  MASTER_KEY(
      "FILE",
      "master key, the same for all nodes of a database; or pkcs11:… for one in a token",
      "DIR/master.key"),
  HOST("ADDRESS", "where the TLS ports listen", "0.0.0.0"),
  PLAIN_HOST("ADDRESS", "where the unencrypted ports listen", "127.0.0.1"),
  PUBLIC_HOST(
      "NAME", "what devices are told and certificates carry", "localhost or this machine's name"),
  PKI_URL(
      "URL",
      "where certificates say that their authority publishes what it revokes; none: nowhere",
      "the public host's HTTP port, else HTTPS"),
  TLS_CERTIFICATE(
      "FILE",
      "chain (PEM) that browsers are shown, for names of its own; taken up when it changes",
      Setting.NONE),
  TLS_KEY("FILE", "its key (PKCS#8 in PEM)", Setting.NONE),
  ACME_DIRECTORY("URL", "directory of an ACME authority that certifies it instead", Setting.NONE),
  ACME_NAMES("NAMES", "the host names that it is to certify, with commas", Setting.NONE),
  ACME_AGREE_TO_TERMS("YES", "yes: you agree to the authority's terms of service", "no"),
  ACME_EMAIL("ADDRESS", "where the authority writes to", Setting.NONE),
  ACME_CHALLENGE(
      "KIND",
      "how it looks: tls-alpn-01 at the HTTPS port, http-01 at the plain one",
      "tls-alpn-01"),
  ACME_CA(
      "FILE",
      "certificate that the authority's own server hangs on, if a private one",
      Setting.NONE),
  PROVISION_TLS_PORT("PORT", "provision broker over TLS", "8883"),
  PROVISION_TCP_PORT("PORT", "provision broker, unencrypted", "1883"),
  PROVISION_WSS_PORT("PORT", "provision broker over WebSocket and TLS, path /mqtt", Setting.OFF),
  PROVISION_WS_PORT("PORT", "provision broker over WebSocket, unencrypted", Setting.OFF),
  PROXIES(
      "ADDRESSES",
      "balancers that speak PROXY protocol version 2, as addresses or networks, with commas",
      Setting.NONE),
  HTTPS_PORT("PORT", "REST and console over TLS", "8443"),
  HTTP_PORT("PORT", "REST and console, unencrypted", "8080"),
  ACCOUNT_TLS_PORT("PORT", "embedded account broker over TLS", "8884"),
  ACCOUNT_TCP_PORT("PORT", "embedded account broker, unencrypted", "1884"),
  WEBHOOK_HTTP("WHERE", "where webhooks may go by plain HTTP: loopback or anywhere", "loopback"),
  PACKAGE_MAX_SIZE("MIB", "how large an application for devices may be, in MiB", "512"),
  PACKAGES_MAX("N", "how many applications one device may be given", "9"),
  RETRY_AFTER("SECONDS", "how long a device that has failed is told to wait at least", "60"),
  LOG_LEVEL("LEVEL", "error, warn, info or debug", "info"),
  LOG_FORMAT("FORMAT", "text for people or json for machines, on standard error", "text");

  /** In place of a port: nothing listens. */
  static final String OFF = "off";

  /** In place of addresses: there are none. */
  static final String NONE = "none";

  /** The ports, in the order in which they are told. */
  static final List<Setting> PORTS =
      List.of(
          PROVISION_TLS_PORT,
          PROVISION_TCP_PORT,
          PROVISION_WSS_PORT,
          PROVISION_WS_PORT,
          HTTPS_PORT,
          HTTP_PORT,
          ACCOUNT_TLS_PORT,
          ACCOUNT_TCP_PORT);

  private final String label;
  private final String description;
  private final String usual;

  Setting(String label, String description, String usual) {
    this.label = label;
    this.description = description;
    this.usual = usual;
  }

  static Optional<Setting> ofKey(String key) {
    return Arrays.stream(values()).filter(s -> s.key().equals(key)).findFirst();
  }

  static Optional<Setting> ofVariable(String variable) {
    return Arrays.stream(values()).filter(s -> s.variable().equals(variable)).findFirst();
  }

  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String flag() {
    return "--" + key();
  }

  String variable() {
    return "SLIPWAY_" + name();
  }

  String label() {
    return label;
  }

  String description() {
    return description;
  }

  /** The value without configuration: itself where it is fixed, else in words. */
  String usual() {
    return usual;
  }
}
