// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.security.OpenSsl;
import io.slipway.security.TestCertificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor at a whole server, with nothing wrong and then something. */
class DoctorCommandTest {
  @TempDir Path folder;

  @Test
  void server_isFoundSoundHereAndFromAfarAndItsFaultsAreTold() throws Exception {
    TestCertificates made = TestCertificates.in(folder.resolve("made"));
    made.server("console", "DNS:console.example", 90);
    Path data = Files.createDirectories(folder.resolve("data"));
    Path file = folder.resolve("settings.yaml");
    Files.writeString(
        file,
        """
        data: %s
        host: 127.0.0.1
        public-host: localhost
        tls-certificate: %s/console.pem
        tls-key: %s/console.key
        """
                .formatted(data, made.folder(), made.folder())
            + anyPorts());
    Outside outside = new Outside(Map.of(), folder, Clock.systemUTC(), new SecureRandom(), 1);
    ServerConfig config =
        ConfigReader.read(
            new ConfigSources(Map.of(Setting.CONFIG, file.toString()), Map.of()), data);
    try (Server server = Start.server(config, outside, said -> {})) {
      String names = "-servername console.example";
      assertThat(OpenSsl.shakeHands(server.ports().https(), names)).contains("CN = console");
      assertThat(OpenSsl.shakeHands(server.ports().provisionTls(), names)).contains("CN = console");

      TestProgram here = new TestProgram(folder);
      assertThat(here.run("doctor", "--config", file.toString())).as(here.out()).isZero();
      assertThat(here.out())
          .contains("ok       master key", "ok       account broker MQTT", "ok       clock")
          .doesNotContain("fault", "warning");

      Ports ports = server.ports();
      TestProgram afar = new TestProgram(folder);
      int code =
          afar.run(
              "doctor",
              "--json",
              "--server=https://localhost:" + ports.https(),
              "--ca=" + server.ca(),
              "--provision=localhost:" + ports.provisionTls(),
              "--account-broker=127.0.0.1:" + ports.provisionTcp());
      assertThat(code).as(afar.out()).isEqualTo(1);
      assertThat(afar.out()).contains("provision broker MQTT", "it speaks no TLS");
      assertThat(afar.err()).contains("1 fault");
    }
    Files.delete(data.resolve("master.key"));
    TestProgram later = new TestProgram(folder);
    assertThat(later.run("doctor", "--config", file.toString())).isEqualTo(1);
    assertThat(later.out()).contains("fault    master key", "fault    server");
  }

  private static String anyPorts() {
    StringBuilder lines = new StringBuilder();
    for (Setting port : Setting.PORTS) {
      lines.append(port.usual().equals(Setting.OFF) ? "" : port.key() + ": 0\n");
    }
    return lines.toString();
  }
}
