// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.device;

import io.slipway.proof.world.Slipway;
import io.slipway.proof.world.Trust;
import java.net.URI;
import java.util.Optional;

/**
 * Where a broker listens.
 *
 * @param trust whom to trust there; empty where nothing is encrypted
 */
public record Door(String host, int port, Optional<Trust> trust) {

  /** The provision broker over TLS. */
  public static Door provisionTls(Slipway slipway) {
    return new Door("localhost", slipway.ports().provisionTls(), Optional.of(slipway.trust()));
  }

  /** The provision broker without encryption. */
  public static Door provisionTcp(Slipway slipway) {
    return new Door("localhost", slipway.ports().provisionTcp(), Optional.empty());
  }

  /** The account broker without encryption. */
  public static Door accountTcp(Slipway slipway) {
    return new Door("localhost", slipway.ports().accountTcp(), Optional.empty());
  }

  static Door of(URI brokerUrl, Trust trust) {
    Optional<Trust> needed = Optional.of(trust).filter(t -> brokerUrl.getScheme().equals("mqtts"));
    return new Door(brokerUrl.getHost(), brokerUrl.getPort(), needed);
  }
}
