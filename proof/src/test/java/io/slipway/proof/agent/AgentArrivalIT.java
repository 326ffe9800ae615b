// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.proof.Project;
import io.slipway.proof.world.Operator;
import io.slipway.proof.world.Order;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Slipway;
import java.io.OutputStream;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every way on which the agent gets to its account. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgentArrivalIT {
  private Path folder;
  private Slipway slipway;
  private Operator operator;

  @BeforeAll
  void start(@TempDir Path place) {
    folder = place;
    slipway = Slipway.start(place, "--provision-wss-port", "0", "--provision-ws-port", "0");
    operator = slipway.operator();
  }

  @AfterAll
  void stop() {
    slipway.close();
  }

  @Test
  void agentOnTheOldestJava_arrivesOverTls() {
    PlacedOrder order = operator.place(Order.of("tls-oldest").activationKey());
    try (AgentProcess agent = AgentProcess.usual(folder, slipway, order)) {
      arrives(agent, order);
    }
  }

  @Test
  void agentOnTheNewestJava_arrivesOverTlsWithATruststoreAndMqtt31() throws Exception {
    PlacedOrder order = operator.place(Order.of("tls-newest"));
    try (AgentProcess agent = agent(order, Project.java())) {
      agent
          .set("broker-url", "mqtts://localhost:" + slipway.ports().provisionTls())
          .set("truststore", truststore(agent.folder()).toString())
          .set("truststore-password", "changeit")
          .set("mqtt-version", "3.1");
      arrives(agent, order);
    }
  }

  @Test
  void agent_arrivesWithoutTls() {
    PlacedOrder order = operator.place(Order.of("tcp"));
    try (AgentProcess agent = agent(order, Project.oldestJava())) {
      agent
          .set("broker-url", "mqtt://127.0.0.1:" + slipway.ports().provisionTcp())
          .set("ca-file", slipway.ca().toString());
      arrives(agent, order);
    }
  }

  @Test
  void agentThatAsksForNoTrust_arrivesWithoutTlsAndWithMqtt31() {
    PlacedOrder order = operator.place(Order.of("tcp-trusting"));
    try (AgentProcess agent = agent(order, Project.java())) {
      agent
          .set("broker-url", "mqtt://127.0.0.1:" + slipway.ports().provisionTcp())
          .set("ca-authentication", "false")
          .set("mqtt-version", "3.1");
      arrives(agent, order);
    }
  }

  @Test
  void agent_arrivesByWebSocket() {
    PlacedOrder order = operator.place(Order.of("ws"));
    try (AgentProcess agent = AgentProcess.usual(folder, slipway, order)) {
      agent.set("broker-url", "ws://127.0.0.1:" + slipway.port("provisionWs") + "/mqtt");
      arrives(agent, order);
    }
  }

  @Test
  void agent_arrivesByWebSocketOverTls() {
    PlacedOrder order = operator.place(Order.of("wss"));
    try (AgentProcess agent = AgentProcess.usual(folder, slipway, order)) {
      agent.set("broker-url", "wss://localhost:" + slipway.port("provisionWss") + "/mqtt");
      arrives(agent, order);
    }
  }

  @Test
  void agentWithoutNames_takesThemFromItsHardware() throws Exception {
    NetworkInterface some = interfaceWithMac();
    String mac = HexFormat.of().withUpperCase().formatHex(some.getHardwareAddress());
    PlacedOrder order = operator.place(Order.of(mac).username(mac + "-SN-7"));
    try (AgentProcess agent = AgentProcess.usual(folder, slipway, order)) {
      agent
          .unset("client-id")
          .unset("username")
          .set("network-interface", some.getName())
          .set("serial-number", "SN-7");
      arrives(agent, order);
    }
  }

  private void arrives(AgentProcess agent, PlacedOrder order) {
    String clientId = order.clientId();
    agent.configure().start().awaitWork();
    operator.awaitStatus(order, "COMPLETED");
    operator.awaitEvents(clientId, "UNDER_PROVISIONING", "PROVISIONED", "CONNECTED", "BIRTH");
    operator.awaitConnection(clientId, "CONNECTED");
    assertThat(agent.configurationText())
        .startsWith("enabled=false\nprovisioned=true\n# as installed\n");
    assertThat(agent.output())
        .doesNotContain(order.password())
        .doesNotContain(order.activationKey().orElse("no key"));

    assertThat(agent.terminate()).isZero();
    operator.awaitEvents(clientId, "DISCONNECTED");
    operator.awaitConnection(clientId, "DISCONNECTED");

    agent.start().awaitWork();
    operator.awaitConnection(clientId, "CONNECTED");
    assertThat(agent.outputSinceStart()).doesNotContain("provision broker");
    assertThat(operator.executions(order)).hasSize(1);
    assertThat(agent.terminate()).isZero();
  }

  private AgentProcess agent(PlacedOrder order, Path java) {
    return new AgentProcess(folder.resolve(order.clientId()), java, order);
  }

  private Path truststore(Path place) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("slipway", slipway.trust().authority());
    Path file = place.resolve("trust.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      store.store(out, "changeit".toCharArray());
    }
    return file;
  }

  private static NetworkInterface interfaceWithMac() throws Exception {
    for (NetworkInterface some : NetworkInterface.networkInterfaces().toList()) {
      if (some.getHardwareAddress() != null) {
        return some;
      }
    }
    throw new IllegalStateException("this machine has no network interface with a MAC address");
  }
}
