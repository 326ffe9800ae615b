// SPDX-License-Identifier: Apache-2.0
package io.slipway.accountbroker;

import java.nio.file.Path;

/**
 * Where the account broker listens and works.
 *
 * @param folder its own, private to the server's user
 * @param tlsPort 0 for any free one, as for the other
 * @param plainHost where plain TCP listens
 */
public record AccountBrokerSettings(
    Path folder, String host, int tlsPort, String plainHost, int tcpPort, String controlPrefix) {
  static final int MAX_PACKET_BYTES = 1 << 20;
}
