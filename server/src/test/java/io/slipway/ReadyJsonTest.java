// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ReadyJsonTest {
  private static final Ports USUAL = new Ports(1, 2, 3, 4, 5, 6);

  @Test
  void webSocket_isToldOnlyWhereItIsOn() throws IOException {
    assertThat(ports(USUAL).toString())
        .isEqualTo(
            "{\"provisionTls\":1,\"provisionTcp\":2,\"https\":3,\"http\":4,"
                + "\"accountTls\":5,\"accountTcp\":6}");
    JsonNode on = ports(USUAL.withWebSocket(OptionalInt.of(7), OptionalInt.of(8)));
    assertThat(on.path("provisionWss").intValue()).isEqualTo(7);
    assertThat(on.path("provisionWs").intValue()).isEqualTo(8);
  }

  @Test
  void webSocketAddress_isShownToPeople() {
    assertThat(server(USUAL.withWebSocket(OptionalInt.of(7), OptionalInt.empty())).description())
        .anyMatch(line -> line.endsWith("mqtt://localhost:2  wss://localhost:7/mqtt"));
  }

  private static JsonNode ports(Ports ports) throws IOException {
    return new ObjectMapper().readTree(server(ports).readyJson(9)).path("ports");
  }

  private static Server server(Ports ports) {
    return new Server(
        ServerConfig.local(Path.of("data")), ports, Path.of("data", "ca.pem"), new Parts());
  }
}
