// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.proof.device.Client;
import io.slipway.proof.device.Device;
import io.slipway.proof.device.DisconnectedException;
import io.slipway.proof.device.Door;
import io.slipway.proof.device.Login;
import io.slipway.proof.device.LoginRefusedException;
import io.slipway.proof.device.Profile;
import io.slipway.proof.world.Operator;
import io.slipway.proof.world.Order;
import io.slipway.proof.world.Patience;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Ready.Ports;
import io.slipway.proof.world.Slipway;
import io.slipway.store.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes, each in a network of its own, behind a balancer, on one PostgreSQL. */
class BalancedNodesIT {
  private static final int NODES = 3;
  private static final Client CLIENT = Client.PAHO_311;
  private static final Ports OWN = new Ports(8883, 1883, 8443, 8080, 8884, 1884);
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @TempDir private static Path folder;
  private static final List<Network> networks = new ArrayList<>();
  private static final List<Slipway> nodes = new ArrayList<>();
  private static PostgresServer database;
  private static Balancer balancer;
  private static String endpoint;

  @BeforeAll
  static void start() throws Exception {
    for (int i = 1; i <= NODES; i++) {
      networks.add(Network.make(i));
    }
    database = PostgresServer.startOn("*");
    String url = database.newDatabase();
    Ports ports = Balancer.freePorts();
    balancer = Balancer.start(folder, ports, OWN, networks.stream().map(Network::address).toList());
    for (int i = 0; i < NODES; i++) {
      nodes.add(node(i, url, ports));
    }
    endpoint = accountBrokerBehind(ports);
  }

  private static Slipway node(int number, String url, Ports reached) throws Exception {
    Network network = networks.get(number);
    Path own = Files.createDirectories(folder.resolve("node" + number));
    Path key = folder.resolve("node0").resolve("data").resolve("master.key");
    return Slipway.startBehind(
        network.launcher(),
        own,
        OWN,
        reached,
        "--host",
        "0.0.0.0",
        "--plain-host",
        "0.0.0.0",
        "--public-host",
        "localhost",
        "--proxies",
        network.gateway(),
        "--master-key",
        key.toString(),
        "--database",
        url.replace("127.0.0.1", network.gateway()));
  }

  private static String accountBrokerBehind(Ports ports) {
    return operator()
        .post(
            "/v1/_/endpointInfos",
            """
            {"schema":"mqtts","dns":"localhost","port":%d,"secure":true,
             "usages":[{"name":"MESSAGE_BROKER"}]}
            """
                .formatted(ports.accountTls()))
        .ok()
        .at("/id");
  }

  @AfterAll
  static void stop() throws Exception {
    nodes.forEach(Slipway::close);
    balancer.close();
    database.close();
    networks.forEach(Network::close);
  }

  @Test
  void devices_areServedByAllNodes() throws Exception {
    travel("crowd", 24);
    nodes.forEach(node -> assertThat(node.output()).contains("UNDER_PROVISIONING"));
  }

  @Test
  void source_isTheDevicesAndNotTheBalancers() {
    assertThatThrownBy(() -> CLIENT.connect(door(), Login.of("stranger", "nobody", "nothing")))
        .isInstanceOf(LoginRefusedException.class);
    Pattern refused = Pattern.compile("login of stranger from /127\\.0\\.0\\.1:\\d+ refused");
    Patience.until(
        "the refusal in a log",
        () -> nodes.stream().anyMatch(node -> refused.matcher(node.output()).find()));
  }

  @Test
  void nodeThatIsCutOff_isSucceededAndComesBackToTheOthers() throws Exception {
    List<Device> caught = new ArrayList<>();
    for (int i = 0; i < 2 * NODES; i++) {
      Device device = device("caught-" + i, Profile.FULL);
      device.connect(CLIENT, door()).ask().next();
      caught.add(device);
    }
    networks.get(0).cutOff();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      caught.forEach(device -> threads.execute(() -> arriveAtLast(device)));
    }
    travel("meanwhile", 6);
    caught.forEach(device -> assertArrivedOnce(device.order()));
    Patience.until(
        "the node is missed by the others",
        () -> nodes.stream().skip(1).anyMatch(node -> node.output().contains("is dead")));

    networks.get(0).heal();
    Patience.until(
        "the node is back among the others",
        () -> nodes.get(0).output().contains("it joins them again"));
    travel("after", 6);
  }

  /** Devices of both profiles come all at once and go all the way. */
  private static void travel(String name, int count) throws Exception {
    List<Device> devices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      devices.add(device(name + "-" + i, i % 2 == 0 ? Profile.FULL : Profile.KURA));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      devices.forEach(device -> threads.execute(() -> arriveAtLast(device)));
      threads.shutdown();
      assertThat(threads.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
    devices.forEach(device -> assertArrivedOnce(device.order()));
  }

  /** As a device does: tries again and again. */
  private static void arriveAtLast(Device device) {
    Patience.await(
        device.order().clientId() + " arrived",
        LIMIT,
        () -> {
          try {
            if (!device.toldToLeave()) {
              device.provision(CLIENT, door());
            }
            device.arrive(CLIENT).birth().depart();
            return Optional.of(true);
          } catch (DisconnectedException | LoginRefusedException again) {
            return Optional.empty();
          }
        });
  }

  private static void assertArrivedOnce(PlacedOrder order) {
    operator().awaitStatus(order, "COMPLETED");
    assertThat(operator().events(order.clientId()))
        .as(order.clientId())
        .containsOnlyOnce("PROVISIONED");
  }

  private static Device device(String clientId, Profile profile) {
    Slipway any = nodes.get(1);
    return new Device(
        profile, operator().place(Order.of(clientId).endpoint(endpoint)), any.trust());
  }

  private static Operator operator() {
    return nodes.get(1).operator();
  }

  private static Door door() {
    return Door.provisionTls(nodes.get(1));
  }
}
