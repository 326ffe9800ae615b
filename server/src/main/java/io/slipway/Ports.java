// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import java.util.OptionalInt;

/**
 * Where the server listens, or shall listen; 0 in a configuration stands for any free port.
 *
 * @param provisionWss empty where WebSocket is off, as it usually is
 * @param provisionWs likewise
 */
public record Ports(
    int provisionTls,
    int provisionTcp,
    int https,
    int http,
    int accountTls,
    int accountTcp,
    OptionalInt provisionWss,
    OptionalInt provisionWs) {
  public static final Ports ANY = new Ports(0, 0, 0, 0, 0, 0);

  /** Without WebSocket. */
  public Ports(
      int provisionTls, int provisionTcp, int https, int http, int accountTls, int accountTcp) {
    this(
        provisionTls,
        provisionTcp,
        https,
        http,
        accountTls,
        accountTcp,
        OptionalInt.empty(),
        OptionalInt.empty());
  }

  Ports withWebSocket(OptionalInt wss, OptionalInt ws) {
    return new Ports(provisionTls, provisionTcp, https, http, accountTls, accountTcp, wss, ws);
  }

  /** Whether all are known before anything listens. */
  boolean settled() {
    return Setting.PORTS.stream().flatMapToInt(s -> of(s).stream()).noneMatch(port -> port == 0);
  }

  /** Empty where it is off. */
  OptionalInt of(Setting setting) {
    return switch (setting) {
      case PROVISION_TLS_PORT -> OptionalInt.of(provisionTls);
      case PROVISION_TCP_PORT -> OptionalInt.of(provisionTcp);
      case PROVISION_WSS_PORT -> provisionWss;
      case PROVISION_WS_PORT -> provisionWs;
      case HTTPS_PORT -> OptionalInt.of(https);
      case HTTP_PORT -> OptionalInt.of(http);
      case ACCOUNT_TLS_PORT -> OptionalInt.of(accountTls);
      case ACCOUNT_TCP_PORT -> OptionalInt.of(accountTcp);
      default -> throw new IllegalArgumentException(setting + " is no port");
    };
  }
}
