// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import static io.slipway.agent.PackageDevice.exec;
import static io.slipway.agent.PackageDevice.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.agent.mqtt.BrokerConnection;
import io.slipway.agent.mqtt.BrokerUrl;
import io.slipway.agent.mqtt.Connector;
import io.slipway.agent.mqtt.LoginData;
import io.slipway.agent.mqtt.MqttVersion;
import io.slipway.agent.mqtt.ScriptedBroker;
import io.slipway.agent.mqtt.ScriptedBroker.Guest;
import io.slipway.agent.mqtt.ScriptedBroker.Publication;
import io.slipway.agent.mqtt.Trust;
import io.slipway.protocol.message.Answer;
import io.slipway.protocol.message.Nonce;
import io.slipway.protocol.message.Progress;
import io.slipway.protocol.message.Secret;
import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.payload.KuraPayloadCodec;
import io.slipway.protocol.payload.PayloadLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is said over a connection about applications, and when. */
@Timeout(120)
class PackageTalkTest {
  private static final Duration LONG = Duration.ofMinutes(10);

  @TempDir private Path folder;
  private PackageDevice device;
  private AgentSettings settings;
  private Talk conversation;
  private ScriptedBroker broker;
  private BrokerConnection connection;
  private Guest guest;
  private PackageTalk talk;

  @BeforeEach
  void connect() throws Exception {
    device = PackageDevice.in(folder);
    broker = new ScriptedBroker(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    String url = "mqtt://127.0.0.1:" + broker.port();
    settings =
        AgentSettings.of(
            Map.of(
                Setting.BROKER_URL, url, Setting.CLIENT_ID, "pump", Setting.USERNAME, "pump-4711"),
            folder.resolve("agent.properties"),
            new Hardware(Optional.empty(), Optional.empty()));
    conversation = new Talk(settings.scope(), Nonce.of(new byte[16]), root -> true, Instant.EPOCH);
    connection =
        new Connector(MqttVersion.V3_1_1, Connector.PATIENCE, device.inbox)
            .connect(
                new LoginData(
                    BrokerUrl.parse(url).orElseThrow(),
                    "pump",
                    "pump-4711",
                    Optional.of(Secret.of("factory")),
                    Optional.empty(),
                    Optional.empty()),
                Trust.read(Optional.empty(), Optional.empty(), Secret.of("")));
    guest = broker.next();
    talk = new PackageTalk(settings, device.memory, device.fetch, device.world);
  }

  @AfterEach
  void end() throws IOException {
    talk.end(Optional.empty());
    connection.close();
    broker.close();
    device.close();
  }

  @Test
  void workThatTakesLong_isReportedEveryTwentySeconds() throws Exception {
    bring();
    device.mark("hold-install");
    talk.take(connection, conversation, device.order(exec("pump", true)));
    assertThat(talk.wait(LONG)).isEqualTo(Duration.ofSeconds(20));
    assertThat(talk.wait(Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(3));
    pass(19);
    assertThat(talk.tend(connection, conversation)).as("alive").isTrue();
    pass(1);
    assertThat(talk.wait(LONG)).isZero();
    assertThat(talk.tend(connection, conversation)).isTrue();
    Publication progress = guest.published();
    assertThat(progress.topic())
        .isEqualTo("$EDC/eurotech-provision/slipway-1/PROVISION-V1/NOTIFY/pump/progress");
    assertThat(Progress.from(decoded(progress)))
        .isEqualTo(new Progress("install", OptionalInt.empty(), "install of pump/1"));
    assertThat(talk.wait(LONG)).isEqualTo(Duration.ofSeconds(20));
    device.unmark("hold-install");
    awaitAnswer();
    Publication answer = guest.published();
    assertThat(answer.topic()).isEqualTo("reply/2");
    assertThat(Answer.from(decoded(answer))).isEqualTo(Answer.accepted());
    assertThat(talk.tend(connection, conversation)).as("nothing more is done").isFalse();
    assertThat(talk.wait(LONG)).isEqualTo(LONG);
  }

  @Test
  void answerThatNobodyWaitsForYet_comesWithTheNextVisit() throws Exception {
    bring();
    device.mark("hold-install");
    talk.take(connection, conversation, device.order(exec("pump", true)));
    talk.end(Optional.of(new Outcome.Lost("cut", true)));
    assertThat(talk.busy()).isTrue();
    assertThat(talk.wait(LONG)).as("nobody is told meanwhile").isEqualTo(LONG);
    device.unmark("hold-install");
    talk.begin();
    talk.take(connection, conversation, device.order(exec("pump", true)));
    awaitAnswer();
    assertThat(guest.published().topic()).isEqualTo("reply/3");
    assertThat(device.told("install")).hasSize(1);
  }

  @Test
  void runThatEndsWithARefusal_isTakenBack() throws Exception {
    install();
    talk.end(Optional.of(new Outcome.Lost("cut", true)));
    talk.end(Optional.of(new Outcome.Unreachable("away")));
    talk.end(Optional.of(new Outcome.Delivered()));
    assertThat(device.runs("pump")).isTrue();
    talk.end(Optional.of(new Outcome.TurnedAway("no", Duration.ZERO)));
    assertThat(device.runs("pump")).isFalse();
  }

  @Test
  void runThatThePlatformHasForgotten_isTakenBackWhenItsTimeIsOver() throws Exception {
    install();
    pass(600);
    talk.end(Optional.of(new Outcome.Unreachable("away")));
    assertThat(device.runs("pump")).isTrue();
    pass(1);
    talk.end(Optional.of(new Outcome.Unreachable("away")));
    assertThat(device.runs("pump")).isFalse();
  }

  @Test
  void runThatFailsWhileTheHookRuns_endsThatAndTakesItBack() throws Exception {
    bring();
    device.mark("hold-install");
    talk.take(connection, conversation, device.order(exec("pump", false)));
    device.awaitTold("install pump");
    talk.end(Optional.of(new Outcome.Failed("no")));
    assertThat(device.told("")).containsExactly("install pump", "rollback pump");
    assertThat(talk.busy()).isFalse();
  }

  private void bring() throws Exception {
    talk.take(connection, conversation, device.order(put("pump")));
    awaitAnswer();
    guest.published();
  }

  private void install() throws Exception {
    bring();
    talk.take(connection, conversation, device.order(exec("pump", true)));
    awaitAnswer();
    guest.published();
    assertThat(device.runs("pump")).isTrue();
  }

  private void awaitAnswer() throws Exception {
    while (talk.busy()) {
      device.inbox.next(Duration.ofSeconds(1));
    }
    talk.tend(connection, conversation);
  }

  private void pass(int seconds) {
    device.uptime.updateAndGet(now -> now.plusSeconds(seconds));
  }

  private static KuraPayload decoded(Publication publication) {
    return KuraPayloadCodec.decode(publication.payload(), PayloadLimits.DEFAULT);
  }
}
