// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.mqtt;

import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * Where a broker listens: {@code mqtts://host:8883}, also {@code mqtt}, {@code wss}, {@code ws}.
 */
public record BrokerUrl(URI uri) {
  private static final int MAX_PORT = 65_535;
  private static final Set<String> SCHEMES = Set.of("mqtt", "mqtts", "ws", "wss");

  /** Reads an address; without a port it has the usual one. */
  public static Optional<BrokerUrl> parse(String text) {
    try {
      URI uri = URI.create(text);
      boolean usable =
          uri.getScheme() != null
              && SCHEMES.contains(uri.getScheme())
              && uri.getHost() != null
              && uri.getUserInfo() == null
              && uri.getPort() != 0
              && uri.getPort() <= MAX_PORT;
      return usable ? Optional.of(new BrokerUrl(uri)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether the broker is reached by TLS. */
  public boolean secure() {
    return uri.getScheme().equals("mqtts") || uri.getScheme().equals("wss");
  }

  /** As Paho wants it. */
  String paho() {
    return switch (uri.getScheme()) {
      case "mqtt" -> "tcp://" + hostAndPort(1883);
      case "mqtts" -> "ssl://" + hostAndPort(8883);
      default -> uri.toString();
    };
  }

  private String hostAndPort(int usual) {
    return uri.getHost() + ":" + (uri.getPort() < 0 ? usual : uri.getPort());
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}
