// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.proof.world.Operator;
import io.slipway.proof.world.Order;
import io.slipway.proof.world.Patience;
import io.slipway.proof.world.Person;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Slipway;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Devices without any password, which only have what their manufacturer gave them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FactoryCertificateIT {
  private Path folder;
  private Slipway slipway;
  private Operator operator;
  private Person admin;

  @BeforeAll
  void start(@TempDir Path place) throws Exception {
    folder = place;
    Files.writeString(folder.resolve("device.ext"), "keyUsage=critical,digitalSignature\n");
    openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 99 -subj /CN=Maker"
            + " -keyout maker.key -out maker.pem");
    slipway = Slipway.start(place);
    operator = slipway.operator();
    admin =
        Person.in(folder, "admin")
            .logIn(slipway, Map.of("SLIPWAY_PASSWORD", Slipway.ADMIN_PASSWORD));
    admin.does("manufacturer create maker --ca " + folder.resolve("maker.pem"));
  }

  @AfterAll
  void stop() {
    slipway.close();
  }

  @Test
  void agentWithFactoryCertificate_arrivesByTls13() throws Exception {
    arrives("modern", "-newkey ec -pkeyopt ec_paramgen_curve:P-256", "TLSv1.3");
  }

  @Test
  void agentWithRsaKey_arrivesByTls12() throws Exception {
    arrives("veteran", "-newkey rsa:2048", "TLSv1.2");
  }

  /** Its account gives it a certificate of its own, for another key. */
  private void arrives(String clientId, String key, String tls) throws Exception {
    PlacedOrder order =
        operator.place(
            Order.of(clientId)
                .factoryCertificate("SN-" + clientId)
                .certificate("instead", "EC-P256"));
    try (AgentProcess agent = agent(order, "SN-" + clientId, key)) {
      agent.java("-Djdk.tls.client.protocols=" + tls).configure().start().awaitWork();
      operator.awaitStatus(order, "COMPLETED");
      operator.awaitConnection(clientId, "CONNECTED");
      assertThat(operator.certificates(clientId)).hasSize(1);
    }
  }

  @Test
  void agentWithTheCertificateOfAnother_isKnownToTheOperator() throws Exception {
    PlacedOrder order = operator.place(Order.of("stranger").factoryCertificate("SN-stranger"));
    try (AgentProcess agent =
        agent(order, "SN-other", "-newkey ec -pkeyopt ec_paramgen_curve:P-256")) {
      agent.configure().start().await("user name or password are wrong");
    }
    Patience.until(
        "the operator learns of it",
        () -> admin.does("explain stranger").contains("device id SN-other"));
    assertThat(admin.does("explain stranger")).contains("CERTIFICATE_MISMATCH", "issuer CN=Maker");
  }

  private AgentProcess agent(PlacedOrder order, String serial, String key) throws Exception {
    AgentProcess agent = AgentProcess.usual(folder, slipway, order).unset("password");
    String device = order.clientId() + "/factory";
    openssl(
        "req -new -nodes -subj /O=Maker/serialNumber=%s -keyout %s.key -out %s.csr %s"
            .formatted(serial, device, device, key));
    openssl(
        "x509 -req -in %s.csr -CA maker.pem -CAkey maker.key -CAcreateserial -days 9"
                .formatted(device)
            + " -extfile device.ext -out %s.crt".formatted(device));
    return agent.set("factory-certificate", "factory.crt").set("factory-key", "factory.key");
  }

  private void openssl(String arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments.split(" ", -1)));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
