// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.slipway.proof.world.Operator;
import io.slipway.proof.world.Order;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Slipway;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Applications come to a device, are installed by its hook, and go again where one fails. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgentPackagesIT {
  private static final int LARGE = 3_000_000;

  /**
   * Writes down what it is told and the hash of what it is given; what is called bad it refuses.
   */
  private static final String HOOK =
      """
      #!/bin/sh
      cd "$(dirname "$0")"
      case $1 in
        install)
          echo "install $3 $4 $5 $(sha256sum < "$2" | cut -c 1-64)" >> done
          if [ "$3" = bad ]; then echo "no room for bad"; exit 1; fi ;;
        rollback) echo "rollback $3" >> done ;;
      esac
      """;

  private Path folder;
  private Slipway slipway;
  private Operator operator;
  private HttpServer elsewhere;
  private final byte[] large = new byte[LARGE];

  @BeforeAll
  void start(@TempDir Path place) throws IOException {
    folder = place;
    slipway = Slipway.start(place);
    operator = slipway.operator();
    new Random(1).nextBytes(large);
    upload("large", large);
    upload("small", "small".getBytes(StandardCharsets.US_ASCII));
    upload("bad", "bad".getBytes(StandardCharsets.US_ASCII));
    elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    elsewhere.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, large.length);
          exchange.getResponseBody().write(large);
          exchange.close();
        });
    elsewhere.start();
  }

  @AfterAll
  void stop() {
    elsewhere.stop(0);
    slipway.close();
  }

  @Test
  void applications_areInstalledInTheirOrderBeforeTheDeviceArrives() throws Exception {
    refer("far", sha256(large));
    PlacedOrder order =
        operator.place(
            Order.of("packed")
                .withPackage("small", "1")
                .withPackage("large", "1")
                .withPackage("far", "1"));
    try (AgentProcess agent = agent(order)) {
      agent.start().awaitWork();
      operator.awaitStatus(order, "COMPLETED");
      assertThat(done(order))
          .containsExactly(
              "install small 1 hook " + sha256("small".getBytes(StandardCharsets.US_ASCII)),
              "install large 1 hook " + sha256(large),
              "install far 1 hook " + sha256(large));
      operator.awaitEvents("packed", "PACKAGE_INSTALLED", "PROVISIONED");
    }
  }

  @Test
  void agentThatIsKilledWhileOneComes_goesOnWhereItWas() throws Exception {
    PlacedOrder order = operator.place(Order.of("killed").withPackage("large", "1"));
    try (AgentProcess agent = agent(order)) {
      agent.start().await("connected as killed");
      agent.kill();
      agent.start().awaitWork();
      operator.awaitStatus(order, "COMPLETED");
      assertThat(done(order)).containsExactly("install large 1 hook " + sha256(large));
    }
  }

  @Test
  void packageThatFails_takesThoseBeforeItAlong() throws Exception {
    PlacedOrder order =
        operator.place(
            Order.of("undone")
                .attempts(1)
                .withPackage("small", "1")
                .withPackage("bad", "1")
                .rollingBack());
    try (AgentProcess agent = agent(order)) {
      agent.start().await("small 1 is taken back");
      operator.awaitStatus(order, "FAILED");
      assertThat(operator.executions(order).getFirst().path("log").asText())
          .contains("PACKAGE_INSTALL_FAILED", "bad:1", "no room for bad");
      assertThat(done(order))
          .endsWith("rollback bad", "rollback small")
          .filteredOn(l -> l.startsWith("install"))
          .hasSize(2);
    }
  }

  @Test
  void packageWithAnotherHash_isNotInstalled() throws Exception {
    refer("forged", "0".repeat(64));
    PlacedOrder order = operator.place(Order.of("forger").attempts(1).withPackage("forged", "1"));
    try (AgentProcess agent = agent(order)) {
      agent.start();
      operator.awaitStatus(order, "FAILED");
      assertThat(operator.executions(order).getFirst().path("log").asText())
          .contains("PACKAGE_DOWNLOAD_FAILED", "forged:1", "wrong hash");
      assertThat(done(order)).isEmpty();
    }
  }

  private AgentProcess agent(PlacedOrder order) throws IOException {
    Path place = Files.createDirectories(folder.resolve(order.clientId() + "-applications"));
    Path hook = Files.writeString(place.resolve("hook"), HOOK);
    Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwx------"));
    return AgentProcess.usual(folder, slipway, order)
        .set("package-hook", hook.toString())
        .configure();
  }

  private List<String> done(PlacedOrder order) throws IOException {
    Path lines = folder.resolve(order.clientId() + "-applications").resolve("done");
    return Files.exists(lines) ? Files.readAllLines(lines) : List.of();
  }

  private void upload(String name, byte[] content) throws IOException {
    operator.upload(name, "1", "hook", Files.write(folder.resolve(name), content)).ok();
  }

  private void refer(String name, String sha256) {
    String url = "http://localhost:" + elsewhere.getAddress().getPort() + "/" + name;
    operator
        .post(
            "/v1/_/packages",
            """
            {"name":"%s","version":"1","handler":"hook","url":"%s","sha256":"%s","size":%d}\
            """
                .formatted(name, url, sha256, LARGE))
        .ok();
  }

  private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
