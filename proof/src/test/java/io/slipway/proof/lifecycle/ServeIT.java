// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.proof.world.Order;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Slipway;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeIT {

  @Test
  void server_saysThatItIsReadyAndLeavesNothingBehind(@TempDir Path folder) throws Exception {
    try (Slipway slipway = Slipway.start(folder)) {
      Path ready = slipway.dataFolder().resolve("ready.json");
      assertThat(slipway.operator().get("/health").ok().json().toString()).contains("true");
      assertRefusesRenegotiation(slipway.ports().https());
      assertRefusesRenegotiation(slipway.ports().accountTls());
      assertRefusesRenegotiation(slipway.ports().provisionTls());
      PlacedOrder order = slipway.operator().place(Order.of("kept"));
      assertThatThrownBy(() -> Slipway.start(folder))
          .hasMessageContaining("in use by the server with process id " + slipway.pid());

      assertThat(slipway.terminate()).isZero();
      assertThat(ready).doesNotExist();

      slipway.startAgain();
      assertThat(slipway.operator().status(order)).isEqualTo("CREATED");
      slipway.kill();
      assertThat(Files.exists(ready)).isTrue();

      assertThat(slipway.startAgainAndTerminateAtOnce()).as(slipway.output()).isZero();

      slipway.startAgain();
      assertThat(slipway.operator().status(order)).isEqualTo("CREATED");
    }
  }

  /**
   * A client that may ask for handshakes without end could keep the server busy with nothing else.
   */
  private static void assertRefusesRenegotiation(int port) throws Exception {
    Process client =
        new ProcessBuilder("openssl", "s_client", "-tls1_2", "-connect", "127.0.0.1:" + port)
            .redirectErrorStream(true)
            .start();
    try (OutputStream typed = client.getOutputStream()) {
      typed.write("R\n".getBytes(StandardCharsets.US_ASCII));
    }
    String said = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said).contains("RENEGOTIATING", "SSL alert number");
    assertThat(client.waitFor()).isEqualTo(1);
  }
}
