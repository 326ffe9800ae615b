// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import picocli.CommandLine.TypeConversionException;

/** Where a broker is, as people write it. */
record BrokerAddress(String host, int port, boolean secure) {
  static final String MEANT = "mqtts://HOST:PORT, or mqtt://HOST:PORT where it is not encrypted.";

  private static final int PORT = 1883;
  private static final int SECURE_PORT = 8883;

  static BrokerAddress parse(String text) {
    try {
      URI uri = URI.create(text);
      boolean secure = "mqtts".equals(uri.getScheme());
      if (uri.getHost() != null && (secure || "mqtt".equals(uri.getScheme()))) {
        String host = uri.getHost().replace("[", "").replace("]", "");
        int usual = secure ? SECURE_PORT : PORT;
        return new BrokerAddress(host, uri.getPort() < 0 ? usual : uri.getPort(), secure);
      }
    } catch (IllegalArgumentException noAddress) {
      throw new TypeConversionException("\"" + text + "\" is no address");
    }
    throw new TypeConversionException("it is mqtts://HOST:PORT or mqtt://HOST:PORT");
  }

  void put(ObjectNode body) {
    body.put("schema", secure ? "mqtts" : "mqtt")
        .put("dns", host)
        .put("port", port)
        .put("secure", secure);
  }
}
