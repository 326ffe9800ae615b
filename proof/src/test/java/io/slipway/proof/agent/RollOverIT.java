// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.proof.world.Operator;
import io.slipway.proof.world.Order;
import io.slipway.proof.world.Patience;
import io.slipway.proof.world.Person;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Slipway;
import io.slipway.proof.world.Trust;
import io.slipway.protocol.signing.Pem;
import io.slipway.store.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One command at one node replaces the root and all below it, and no device is lost by that. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RollOverIT {
  private Path folder;
  private PostgresServer database;
  private Slipway one;
  private Slipway two;

  @BeforeAll
  void start(@TempDir Path place) throws Exception {
    folder = place;
    database = PostgresServer.start();
    String url = database.newDatabase();
    one = Slipway.start(Files.createDirectories(folder.resolve("one")), "--database", url);
    String key = one.dataFolder().resolve("master.key").toString();
    two =
        Slipway.start(
            Files.createDirectories(folder.resolve("two")),
            "--database",
            url,
            "--master-key",
            key,
            "--retry-after",
            "1");
  }

  @AfterAll
  void stop() throws Exception {
    two.close();
    one.close();
    database.close();
  }

  @Test
  void root_isRolledOverAndDevicesOfBeforeWorkOnAndNewOnesAreServed() throws Exception {
    Path oldRoot = Files.copy(one.ca(), folder.resolve("old-root.pem"));
    Operator operator = two.operator();
    PlacedOrder order = operator.place(Order.of("before").certificate("instead", "EC-P256"));
    Path outfit = Files.createDirectories(folder.resolve("outfit"));
    try (AgentProcess agent = AgentProcess.usual(folder, one, order)) {
      agent.set("ca-file", oldRoot.toString()).set("snapshot-directory", outfit.toString());
      agent.configure().start().awaitWork();
      operator.awaitStatus(order, "COMPLETED");
      String former = Files.readString(outfit.resolve("device.crt"));

      Path newRoot = rollOver(Pem.certificates(Files.readString(oldRoot)).getFirst());

      assertThat(agent.terminate()).isZero();
      agent.start().awaitWork();
      assertThat(agent.terminate()).isZero();
      agent.clock("+300d").start().await("the device's certificate is renewed").awaitWork();
      String renewed = Files.readString(outfit.resolve("device.crt"));
      assertThat(below(newRoot, renewed)).isTrue();
      assertThat(below(newRoot, former)).isFalse();
      assertThat(below(oldRoot, former)).isTrue();
      assertThat(agent.terminate()).isZero();

      provision("with-the-old-root", oldRoot);
      provision("with-the-new-root", newRoot);
      provisionSmallClients(oldRoot, newRoot);
    }
  }

  /** Returns when all doors of both nodes show the new chain. */
  private Path rollOver(X509Certificate old) throws Exception {
    Person admin =
        Person.in(folder, "admin").logIn(one, Map.of("SLIPWAY_PASSWORD", Slipway.ADMIN_PASSWORD));
    assertThat(admin.does("certificate roll-over --root")).contains("Replaced:", "In force:");
    List<X509Certificate> roots = Pem.certificates(admin.does("certificate ca"));
    assertThat(roots).hasSize(2).element(1).isEqualTo(old);
    for (Slipway node : List.of(one, two)) {
      for (int port :
          new int[] {
            node.ports().provisionTls(), node.ports().https(), node.ports().accountTls()
          }) {
        Patience.until(
            "the new chain at port " + port, () -> accepts(new Trust(roots.getFirst()), port));
        assertThat(accepts(new Trust(old), port)).isTrue();
      }
    }
    return Files.writeString(folder.resolve("new-root.pem"), Pem.of(roots.getFirst()));
  }

  private static boolean accepts(Trust trust, int port) {
    try (SSLSocket socket =
        (SSLSocket) trust.context().getSocketFactory().createSocket("localhost", port)) {
      socket.startHandshake();
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  private void provision(String clientId, Path root) {
    PlacedOrder order = one.operator().place(Order.of(clientId));
    try (AgentProcess agent = AgentProcess.usual(folder, two, order)) {
      agent.set("ca-file", root.toString()).configure().start().awaitWork();
      one.operator().awaitStatus(order, "COMPLETED");
    }
  }

  /** The small clients know how a chain may end, too. */
  private void provisionSmallClients(Path oldRoot, Path newRoot) throws Exception {
    Language.prepare();
    for (Language language : Language.values()) {
      for (Path root : List.of(oldRoot, newRoot)) {
        PlacedOrder order = one.operator().place(Order.of(language + "-" + root.getFileName()));
        try (AgentProcess client = language.client(folder, two, order)) {
          client.set("ca-file", root.toString()).configure().start().awaitWork();
        }
      }
    }
  }

  /** What openssl says of a device's chain where one root alone is trusted. */
  private boolean below(Path root, String chain) throws Exception {
    Path file = Files.writeString(folder.resolve("chain.pem"), chain);
    List<String> command =
        List.of(
            "openssl",
            "verify",
            "-purpose",
            "sslclient",
            "-CAfile",
            root.toString(),
            "-untrusted",
            file.toString(),
            file.toString());
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
  }
}
