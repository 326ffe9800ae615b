// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class ListeningTest {

  @Test
  void takenPorts_areAllNamedWithTheirFlags() throws IOException {
    InetAddress here = InetAddress.getLoopbackAddress();
    try (ServerSocket one = new ServerSocket(0, 1, here);
        ServerSocket other = new ServerSocket(0, 1, here)) {
      Ports ports = new Ports(one.getLocalPort(), 0, 0, other.getLocalPort(), 0, 0);
      assertThatThrownBy(() -> Listening.refuseTakenPorts(config(ports)))
          .isInstanceOf(StartRefusedException.class)
          .hasMessageContaining("cannot listen on 127.0.0.1:" + one.getLocalPort())
          .hasMessageContaining("choose another port with --provision-tls-port")
          .hasMessageContaining("cannot listen on 127.0.0.1:" + other.getLocalPort())
          .hasMessageContaining("choose another port with --http-port");
    }
  }

  @Test
  void freePorts_areNotHeld() {
    assertThatCode(() -> Listening.refuseTakenPorts(config(Ports.ANY))).doesNotThrowAnyException();
  }

  private static ServerConfig config(Ports ports) {
    return new ServerConfig(
        Path.of("data"),
        "unused.db",
        Path.of("unused.key"),
        Optional.empty(),
        "127.0.0.1",
        "127.0.0.1",
        "localhost",
        Optional.empty(),
        TlsSettings.NONE,
        ports,
        List.of(),
        false,
        PackageLimits.USUAL,
        Duration.ofMinutes(1),
        Level.WARN,
        LogFormat.TEXT);
  }
}
