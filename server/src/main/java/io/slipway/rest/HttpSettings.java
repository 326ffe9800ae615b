// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Where the HTTP server listens.
 *
 * @param httpsPort 0 for any free one
 * @param httpPort of plain HTTP, 0 for any free one
 * @param deviceAuthorities below whom devices have certificates; where there are any, clients are
 *     asked for one by HTTPS
 */
public record HttpSettings(
    String httpsHost,
    int httpsPort,
    String httpHost,
    int httpPort,
    List<X509Certificate> deviceAuthorities) {

  public HttpSettings {
    deviceAuthorities = List.copyOf(deviceAuthorities);
  }

  /** Nobody is asked for a certificate. */
  public HttpSettings(String httpsHost, int httpsPort, String httpHost, int httpPort) {
    this(httpsHost, httpsPort, httpHost, httpPort, List.of());
  }
}
