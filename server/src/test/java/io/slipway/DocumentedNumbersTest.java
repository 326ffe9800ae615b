// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.Timing;
import io.slipway.mqtt.MqttSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The numbers that the protocol's document gives are the defaults. */
class DocumentedNumbersTest {

  @Test
  void limits_areAsDocumented() throws IOException {
    MqttSettings.Limits limits = MqttSettings.DEFAULT.limits();
    MqttSettings.Patience patience = MqttSettings.DEFAULT.patience();
    assertThat(patience.handshake()).isEqualTo(patience.connect());
    assertThat(document())
        .contains("whole CONNECT | " + patience.connect().toSeconds() + " s each |")
        .contains("| CONNECT | " + limits.connectBytes() / 1024 + " KiB |")
        .contains(
            "| SUBSCRIBE, UNSUBSCRIBE | %d KiB; %d filters a connection |"
                .formatted(limits.controlBytes() / 1024, limits.subscriptions()))
        .contains(
            "| PUBLISH | %d KiB; on `REPLY` topics %d MiB |"
                .formatted(limits.packetBytes() / 1024, limits.replyBytes() >> 20))
        .contains("| unfinished QoS 2 publications | " + limits.receiveMaximum() + " |")
        .contains("the platform | " + patience.acknowledgement().toSeconds() + " s |")
        .contains("| foreign publications | " + limits.foreignPerMinute() + " a minute |")
        .contains("more than " + limits.foreignPerMinute() + " a minute end the connection")
        .contains("0 means " + patience.keepAlive().toSeconds() + " s");
  }

  @Test
  void waits_areAsDocumented() throws IOException {
    Timing timing = Timing.DEFAULT;
    assertThat(document())
        .contains("from the login | " + timing.loginGrace().toSeconds() + " s |")
        .contains("while you are connected | " + timing.answer().toSeconds() + " s |")
        .contains("connection was lost | " + timing.reconnect().toSeconds() + " s |")
        .contains("at the account broker | " + timing.arrival().toMinutes() + " min |")
        .contains("answer or a refusal | " + timing.refusal().toSeconds() + " s |");
  }

  private static String document() throws IOException {
    return Files.readString(Path.of("..", "docs", "protocol.md"));
  }
}
