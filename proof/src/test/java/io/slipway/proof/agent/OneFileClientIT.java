// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.proof.world.Operator;
import io.slipway.proof.world.Order;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Slipway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The clients in other languages, written from the protocol's page alone, are served as devices.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OneFileClientIT {
  private Path folder;
  private Slipway slipway;
  private Operator operator;

  @BeforeAll
  void start(@TempDir Path place) throws Exception {
    Language.prepare();
    folder = place;
    slipway = Slipway.start(place, "--retry-after", "1");
    operator = slipway.operator();
  }

  @AfterAll
  void stop() {
    slipway.close();
  }

  @ParameterizedTest
  @EnumSource
  void client_readsTheTestVectors(Language language) throws Exception {
    assertThat(language.vectors()).isEqualTo("complete: yes\ntypes: yes\n");
  }

  @ParameterizedTest
  @EnumSource
  void client_arrivesAndGoesStraightToWorkFromThenOn(Language language) {
    PlacedOrder order = operator.place(named("plain", language).activationKey());
    String clientId = order.clientId();
    try (AgentProcess client = language.client(folder, slipway, order)) {
      client.configure().start().awaitWork();
      operator.awaitStatus(order, "COMPLETED");
      operator.awaitEvents(clientId, "UNDER_PROVISIONING", "PROVISIONED", "CONNECTED", "BIRTH");
      assertThat(client.configurationText())
          .startsWith("enabled=false\nprovisioned=true\n# as installed\n");
      assertThat(client.terminate()).isZero();
      operator.awaitEvents(clientId, "DISCONNECTED");

      client.start().awaitWork();
      assertThat(client.outputSinceStart()).doesNotContain("provision broker");
      assertThat(client.terminate()).isZero();
      assertThat(client.output())
          .doesNotContain("passed over")
          .doesNotContain(order.password())
          .doesNotContain(order.activationKey().orElseThrow());
    }
  }

  @ParameterizedTest
  @EnumSource
  void clientWithoutPassword_worksByItsCertificate(Language language) {
    String type = language == Language.PYTHON ? "Ed25519" : "EC-P256";
    PlacedOrder order = operator.place(named("cert", language).certificate("instead", type));
    try (AgentProcess client = language.client(folder, slipway, order)) {
      client.configure().start().awaitWork();
      operator.awaitStatus(order, "COMPLETED");
      assertThat(operator.certificates(order.clientId())).hasSize(1);
      assertThat(client.output()).doesNotContain("PRIVATE KEY");
    }
  }

  @ParameterizedTest
  @EnumSource
  void clientOfAnotherAuthority_refusesThePlatformAndGivesUp(Language language) {
    PlacedOrder order = operator.place(named("distrustful", language));
    try (AgentProcess client = language.client(folder, slipway, order).unset("ca-file")) {
      client
          .set("broker-url", "mqtt://127.0.0.1:" + slipway.ports().provisionTcp())
          .set("retry-max-attempts", "0");
      assertThat(client.configure().start().awaitEnd()).isEqualTo(1);
      assertThat(client.output()).contains("the root is not trusted", "giving up");
      operator.awaitCause(order, "CERTIFICATES_REFUSED");
    }
  }

  @ParameterizedTest
  @EnumSource
  void configurationThatWasChangedOnItsWay_isRefusedAndTheNextOneTaken(Language language)
      throws Exception {
    PlacedOrder order = operator.place(named("changed", language));
    int port = slipway.ports().provisionTcp();
    try (Meddler meddler = Meddler.changing(port, "localhost", "loca1host");
        AgentProcess client = language.client(folder, slipway, order)) {
      client.set("broker-url", meddler.url()).configure().start().awaitWork();
      operator.awaitStatus(order, "COMPLETED");
      assertThat(client.output()).contains("SIGNATURE_INVALID: the signature does not fit");
    }
    assertThat(operator.executions(order))
        .extracting(x -> x.at("/slipway/failureCause").asText())
        .containsExactly("SIGNATURE_INVALID", "");
  }

  @ParameterizedTest
  @EnumSource
  void connectionThatIsCut_isTakenUpAgainInTheSameAttempt(Language language) throws Exception {
    PlacedOrder order = operator.place(named("cut", language));
    int port = slipway.ports().provisionTcp();
    try (Meddler meddler = Meddler.cuttingAt(port, "/CONF-V1/PUT/");
        AgentProcess client = language.client(folder, slipway, order)) {
      client.set("broker-url", meddler.url()).configure().start().awaitWork();
      operator.awaitStatus(order, "COMPLETED");
      assertThat(meddler.hasMeddled()).isTrue();
    }
    assertThat(operator.executions(order)).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void client_isShortEnoughToBeRead(Language language) throws Exception {
    List<String> lines = Files.readAllLines(language.source());
    assertThat(lines).allMatch(line -> line.length() <= 120);
    assertThat(lines).hasSizeLessThan(400);
  }

  private static Order named(String what, Language language) {
    return Order.of(what + "-" + language.name().toLowerCase(Locale.ROOT));
  }
}
