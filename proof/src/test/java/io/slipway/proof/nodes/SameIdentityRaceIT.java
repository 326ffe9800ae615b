// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.proof.device.AccountDevice;
import io.slipway.proof.device.Client;
import io.slipway.proof.device.Device;
import io.slipway.proof.device.DisconnectedException;
import io.slipway.proof.device.Door;
import io.slipway.proof.device.Login;
import io.slipway.proof.device.LoginRefusedException;
import io.slipway.proof.device.Profile;
import io.slipway.proof.world.Order;
import io.slipway.proof.world.Patience;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Slipway;
import io.slipway.store.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hundred say at the same time, at two nodes, that they are the same device, and all have its
 * secret. {@code -Dslipway.race.rounds=1000} repeats it as often.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SameIdentityRaceIT {
  private static final int ATTEMPTS = 100;
  private static final int ROUNDS = Integer.getInteger("slipway.race.rounds", 3);
  private static final Client CLIENT = Client.HIVEMQ_5;

  /** Taken over, or gone since the device has arrived meanwhile. */
  private sealed interface Outcome {
    record Provisioned(Device device) implements Outcome {}

    record Refused(int code) implements Outcome {}

    record Disconnected() implements Outcome {}
  }

  private PostgresServer database;
  private String url;
  private Slipway one;
  private Slipway two;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    database = PostgresServer.start();
    url = database.newDatabase();
    Path first = Files.createDirectories(folder.resolve("one"));
    Path second = Files.createDirectories(folder.resolve("two"));
    one = Slipway.start(first, "--database", url);
    String key = one.dataFolder().resolve("master.key").toString();
    two = Slipway.start(second, "--database", url, "--master-key", key);
  }

  @AfterAll
  void stop() throws Exception {
    two.close();
    one.close();
    database.close();
  }

  @Test
  void manyWithOneIdentity_areOneDevice() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      race("twin-" + round);
    }
  }

  @Test
  void deviceAtItsAccountsBroker_isConnectedToOneNodeOnly() {
    PlacedOrder order = one.operator().place(Order.of("rover"));
    try (Device device = new Device(Profile.FULL, order, one.trust())) {
      device.provision(CLIENT, Door.provisionTls(one));
      try (AccountDevice here = device.arriveAt(one, CLIENT)) {
        one.operator().awaitEvents("rover", "CONNECTED");
        try (AccountDevice there = device.arriveAt(two, CLIENT)) {
          Patience.until("rover has left the first node", () -> !here.wire().connected());
          assertThat(there.wire().connected()).isTrue();
          assertThat(one.operator().device("rover").orElseThrow().at("/connection/status").asText())
              .isEqualTo("CONNECTED");
        }
      }
    }
  }

  private void race(String clientId) throws Exception {
    PlacedOrder order = one.operator().place(Order.of(clientId));
    List<Outcome> outcomes = runAll(order);
    Set<Login> credentials = new HashSet<>();
    Optional<Device> provisioned = Optional.empty();
    for (Outcome outcome : outcomes) {
      switch (outcome) {
        case Outcome.Provisioned p -> {
          credentials.add(p.device().settings().login());
          provisioned = Optional.of(p.device());
        }
        // Busy, or proven and not to be provisioned any more; never a doubt about the secret.
        case Outcome.Refused refused -> assertThat(refused.code()).isIn(0x87, 0x88, 0x89);
        case Outcome.Disconnected d -> assertThat(d).isNotNull();
      }
    }
    assertThat(credentials)
        .as(
            "credentials handed out for %s, where the attempts came to %s",
            clientId, told(outcomes))
        .hasSize(1);
    provisioned.orElseThrow().arrive(CLIENT).depart();
    two.operator().awaitStatus(order, "COMPLETED");
    assertThat(credentialsOf(clientId)).isEqualTo(1);
    assertThat(one.operator().events(clientId)).containsOnlyOnce("PROVISIONED");
    assertThat(one.operator().executions(order).stream().map(x -> x.at("/status").asText()))
        .doesNotContain("RUNNING");
  }

  private static Map<String, Long> told(List<Outcome> outcomes) {
    return outcomes.stream()
        .map(
            outcome ->
                switch (outcome) {
                  case Outcome.Provisioned p -> "provisioned";
                  case Outcome.Refused refused ->
                      "refused 0x" + Integer.toHexString(refused.code());
                  case Outcome.Disconnected d -> "disconnected";
                })
        .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
  }

  private List<Outcome> runAll(PlacedOrder order) throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    List<Future<Outcome>> running = new ArrayList<>();
    List<Outcome> outcomes = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(ATTEMPTS)) {
      for (int i = 0; i < ATTEMPTS; i++) {
        Slipway node = i % 2 == 0 ? one : two;
        running.add(
            threads.submit(
                () -> {
                  start.await();
                  return attempt(new Device(Profile.FULL, order, one.trust()), node);
                }));
      }
      start.countDown();
      for (Future<Outcome> each : running) {
        outcomes.add(each.get());
      }
    }
    return outcomes;
  }

  private static Outcome attempt(Device device, Slipway node) {
    try {
      device.provision(CLIENT, Door.provisionTls(node));
      return new Outcome.Provisioned(device);
    } catch (LoginRefusedException refused) {
      return new Outcome.Refused(refused.code());
    } catch (DisconnectedException takenOver) {
      return new Outcome.Disconnected();
    } finally {
      device.close();
    }
  }

  private long credentialsOf(String clientId) throws Exception {
    try (Connection connection = DriverManager.getConnection(url);
        PreparedStatement query =
            connection.prepareStatement(
                "SELECT COUNT(*) FROM device_credential WHERE client_id = ?")) {
      query.setString(1, clientId);
      try (ResultSet result = query.executeQuery()) {
        result.next();
        return result.getLong(1);
      }
    }
  }
}
