// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.proof.device.AccountDevice;
import io.slipway.proof.device.Client;
import io.slipway.proof.device.Device;
import io.slipway.proof.device.DisconnectedException;
import io.slipway.proof.device.Door;
import io.slipway.proof.device.Profile;
import io.slipway.proof.device.Request;
import io.slipway.proof.device.Wire;
import io.slipway.proof.world.Operator;
import io.slipway.proof.world.Order;
import io.slipway.proof.world.Patience;
import io.slipway.proof.world.Slipway;
import io.slipway.protocol.message.Answer;
import io.slipway.protocol.message.PlatformRequest;
import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.payload.KuraPayloadCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A device that has a right to be there tries to get at another one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignTopicsIT {
  private static final Duration MOMENT = Duration.ofSeconds(1);

  private Slipway slipway;
  private Operator operator;

  @BeforeAll
  void start(@TempDir Path folder) {
    slipway = Slipway.start(folder);
    operator = slipway.operator();
  }

  @AfterAll
  void stop() {
    slipway.close();
  }

  @ParameterizedTest
  @EnumSource(Client.class)
  void spy_neitherHearsNorDisturbsAnotherDeviceBeingProvisioned(Client client) {
    Device victim = device("victim-" + client);
    Device spy = device("spy-" + client);
    Door door = Door.provisionTls(slipway);
    spy.connect(client, door);
    for (String filter :
        List.of("#", "+/#", "$EDC/eurotech-provision/#", victim.own("#"), victim.own("+/+/#"))) {
      // Version 3.1 has no refusal: it is granted, and nothing ever comes.
      assertThat(spy.wire().subscribe(filter)).as(filter).isEqualTo(client == Client.PAHO_31);
    }
    victim.connect(Client.PAHO_311, door).ask();
    victim.accept(victim.next(PlatformRequest.PutCertificates.class));
    Request open = victim.next(PlatformRequest.PutConfiguration.class);
    boolean said =
        spy.wire()
            .publish(victim.own("MQTT/PROV"), KuraPayloadCodec.encode(victim.provisionMessage()));
    assertThat(said).as("only MQTT 5 can deny it").isEqualTo(client != Client.HIVEMQ_5);
    spy.answer(open, Answer.refused(500, "let it fail"));
    assertThat(spy.hearsNothing(MOMENT)).isTrue();
    assertThat(victim.hearsNothing(MOMENT)).isTrue();
    spy.close();

    victim.accept(open);
    victim.accept(victim.next(PlatformRequest.Complete.class));
    victim.arrive(Client.PAHO_311).close();
    operator.awaitStatus(victim.order(), "COMPLETED");
    assertThat(operator.executions(victim.order())).hasSize(1);
    victim.close();
  }

  @ParameterizedTest
  @EnumSource(Client.class)
  void neighbour_neitherHearsNorSpeaksForAnotherDeviceOfItsAccount(Client client) {
    Device neighbour = device("neighbour-" + client);
    neighbour.provision(client, Door.provisionTls(slipway));
    Device good = device("good-" + client);
    good.provision(Client.PAHO_311, Door.provisionTls(slipway));
    try (AccountDevice victim = good.arrive(Client.PAHO_311)) {
      String foreign = victim.settings().topic("");
      assertThat(victim.wire().subscribe(foreign + "#")).isTrue();
      for (String topic : List.of("CONF-V1/PUT/configurations", "MQTT/DC", "MQTT/BIRTH")) {
        try (AccountDevice spy = neighbour.arrive(client)) {
          attempt(() -> spy.wire().publish(foreign + topic, new byte[0]));
        }
      }
      try (AccountDevice spy = neighbour.arrive(client)) {
        attempt(() -> spy.wire().subscribe(foreign + "#"));
        victim.publish("ASSET-V1/own", KuraPayload.builder().build());
        Wire.Message first = victim.wire().next(Patience.LIMIT).orElseThrow();
        assertThat(first.topic()).isEqualTo(foreign + "ASSET-V1/own");
        assertThat(spy.wire().connected() && spy.wire().next(MOMENT).isPresent()).isFalse();
      }
      assertThat(operator.connection("good-" + client)).isEqualTo("CONNECTED");
      assertThat(operator.events("good-" + client)).doesNotContain("DC", "BIRTH");
    }
  }

  /** Where a version of MQTT has no refusal, the broker ends the connection or drops it quietly. */
  private static void attempt(Runnable attempt) {
    try {
      attempt.run();
    } catch (DisconnectedException ended) {
      // That is the broker's right; what counts is what the victim sees.
    }
  }

  private Device device(String clientId) {
    return new Device(Profile.FULL, operator.place(Order.of(clientId)), slipway.trust());
  }
}
