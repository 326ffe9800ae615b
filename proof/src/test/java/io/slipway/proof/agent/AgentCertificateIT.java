// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.proof.world.Operator;
import io.slipway.proof.world.Order;
import io.slipway.proof.world.Person;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Slipway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A device makes a key of its own, is given a certificate for it, and works by that. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgentCertificateIT {
  private Path folder;
  private Slipway slipway;
  private Operator operator;

  @BeforeAll
  void start(@TempDir Path place) {
    folder = place;
    slipway = Slipway.start(place);
    operator = slipway.operator();
  }

  @AfterAll
  void stop() {
    slipway.close();
  }

  @Test
  void agentWithoutPassword_worksByItsCertificateUntilThatIsRevoked() throws Exception {
    PlacedOrder order = operator.place(Order.of("vault").certificate("instead", "EC-P256"));
    Path outfit = Files.createDirectories(folder.resolve("vault-outfit"));
    try (AgentProcess agent = AgentProcess.usual(folder, slipway, order)) {
      agent.set("snapshot-directory", outfit.toString()).configure().start().awaitWork();
      operator.awaitStatus(order, "COMPLETED");
      operator.awaitConnection("vault", "CONNECTED");
      assertThat(Files.readString(outfit.resolve("snapshot.xml")))
          .contains("name=\"username\"")
          .doesNotContain("name=\"password\"");
      assertThat(verified(outfit.resolve("device.crt"))).contains("device.crt: OK");
      assertThat(Files.getPosixFilePermissions(outfit.resolve("device.key"))).hasSize(2);

      Person admin =
          Person.in(folder, "admin")
              .logIn(slipway, Map.of("SLIPWAY_PASSWORD", Slipway.ADMIN_PASSWORD));
      List<JsonNode> issued = operator.certificates("vault");
      assertThat(issued).hasSize(1);
      admin.does("device revoke vault " + issued.get(0).at("/id").asText());
      operator.awaitEvents("vault", "MISSING");
      agent.await("user name or password are wrong");
      assertThat(admin.does("device certificates vault")).contains("REVOKED");
    }
  }

  @Test
  void agentWithEd25519AndPassword_arrives() {
    PlacedOrder order = operator.place(Order.of("twofold").certificate("beside", "Ed25519"));
    try (AgentProcess agent = AgentProcess.usual(folder, slipway, order)) {
      agent.configure().start().awaitWork();
      operator.awaitStatus(order, "COMPLETED");
      operator.awaitConnection("twofold", "CONNECTED");
      assertThat(operator.certificates("twofold")).hasSize(1);
    }
  }

  @Test
  void agentThatIsStartedLate_renewsItsCertificateAndWorksByTheNewOne() throws Exception {
    PlacedOrder order = operator.place(Order.of("renewer").certificate("instead", "EC-P256"));
    Path outfit = Files.createDirectories(folder.resolve("renewer-outfit"));
    try (AgentProcess agent = AgentProcess.usual(folder, slipway, order)) {
      agent.set("snapshot-directory", outfit.toString()).configure().start().awaitWork();
      operator.awaitStatus(order, "COMPLETED");
      String first = Files.readString(outfit.resolve("device.crt"));
      agent.terminate();
      agent.clock("+300d").start().await("the device's certificate is renewed").awaitWork();
      assertThat(Files.readString(outfit.resolve("device.crt"))).isNotEqualTo(first);
      assertThat(verified(outfit.resolve("device.crt"))).contains("device.crt: OK");
      List<JsonNode> issued = operator.certificates("renewer");
      assertThat(issued).hasSize(2);
      assertThat(issued.get(0).at("/slipway/revokedOn").isMissingNode()).isTrue();
      assertThat(issued.get(1).at("/slipway/revocationCause").asText()).isEqualTo("SUPERSEDED");
      assertThat(agent.terminate()).isZero();
    }
  }

  /** What a second implementation says of a chain. */
  private String verified(Path chain) throws IOException, InterruptedException {
    Process openssl =
        new ProcessBuilder(
                "openssl",
                "verify",
                "-purpose",
                "sslclient",
                "-CAfile",
                slipway.ca().toString(),
                "-untrusted",
                chain.toString(),
                chain.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    openssl.waitFor();
    return said;
  }
}
