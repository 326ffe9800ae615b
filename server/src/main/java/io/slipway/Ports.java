// SPDX-License-Identifier: Apache-2.0
package io.slipway;

/** Where the server listens, or shall listen; 0 in a configuration stands for any free port. */
public record Ports(
    int provisionTls, int provisionTcp, int https, int http, int accountTls, int accountTcp) {
  public static final Ports ANY = new Ports(0, 0, 0, 0, 0, 0);

  /** Whether all are known before anything listens. */
  boolean settled() {
    return Setting.PORTS.stream().noneMatch(s -> of(s) == 0);
  }

  int of(Setting setting) {
    return switch (setting) {
      case PROVISION_TLS_PORT -> provisionTls;
      case PROVISION_TCP_PORT -> provisionTcp;
      case HTTPS_PORT -> https;
      case HTTP_PORT -> http;
      case ACCOUNT_TLS_PORT -> accountTls;
      case ACCOUNT_TCP_PORT -> accountTcp;
      default -> throw new IllegalArgumentException(setting + " is no port");
    };
  }
}
