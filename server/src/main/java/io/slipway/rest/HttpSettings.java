// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

/**
 * Where the HTTP server listens.
 *
 * @param httpsPort 0 for any free one
 * @param httpPort of plain HTTP, 0 for any free one
 */
public record HttpSettings(String httpsHost, int httpsPort, String httpHost, int httpPort) {}
