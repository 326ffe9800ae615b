// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.chaos;

import io.slipway.proof.Project;
import io.slipway.proof.agent.AgentProcess;
import io.slipway.proof.device.Client;
import io.slipway.proof.device.Device;
import io.slipway.proof.device.Door;
import io.slipway.proof.device.Profile;
import io.slipway.proof.world.Desk;
import io.slipway.proof.world.Order;
import io.slipway.proof.world.Patience;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Trust;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** All who are under way: where one has arrived, a new order is placed and the next sets out. */
final class Crowd implements AutoCloseable {
  /** Paho leaves a thread behind, for ever, where a connection ends in the moment it begins. */
  private static final List<Client> CLIENTS = List.of(Client.HIVEMQ_311, Client.HIVEMQ_5);

  private static final int LAST_MINUTES = 15;

  private final World world;
  private final Path folder;
  private final Desk desk;
  private final String endpoint;
  private final Queue<Traveller> arrived = new ConcurrentLinkedQueue<>();
  private final Map<Integer, AgentTraveller> agents = new ConcurrentHashMap<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final CountDownLatch enough = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();

  // Of the thread that plays.
  private int seen;

  private Crowd(World world, Path folder) {
    this.world = world;
    this.folder = folder;
    this.desk = world.desk();
    this.endpoint = endpoint();
  }

  static Crowd setOut(Scene scene, World world, Path folder) {
    Crowd crowd = new Crowd(world, folder);
    for (int i = 0; i < scene.devices(); i++) {
      int place = i;
      crowd.threads.execute(() -> crowd.send(round -> crowd.device(place, round)));
    }
    for (int i = 0; i < scene.agents(); i++) {
      int place = i;
      crowd.threads.execute(() -> crowd.send(round -> crowd.agent(place, round)));
    }
    return crowd;
  }

  private interface Sender {
    Traveller send(int round);
  }

  private void send(Sender sender) {
    try {
      for (int round = 0; enough.getCount() > 0 && failure.get() == null; round++) {
        try (Traveller traveller = sender.send(round)) {
          traveller.travel();
          arrived.add(traveller);
        }
      }
    } catch (RuntimeException | AssertionError e) {
      failure.compareAndSet(null, e);
    }
  }

  /** Both profiles over both kinds of connection, with several clients. */
  private Traveller device(int place, int round) {
    Profile profile = place % 2 == 0 ? Profile.FULL : Profile.KURA;
    Road road = (place / 2 + round) % 2 == 0 ? Road.PROVISION_TLS : Road.PROVISION_TCP;
    String clientId = "%s-%d-%d".formatted(profile, place, round).toLowerCase(Locale.ROOT);
    Order order = order(clientId).profile(profile.name().toLowerCase(Locale.ROOT));
    Trust trust = world.first().trust();
    Optional<Trust> needed = road == Road.PROVISION_TLS ? Optional.of(trust) : Optional.empty();
    Door door = new Door("localhost", world.relay(road).port(), needed);
    Client client = CLIENTS.get((place + round) % CLIENTS.size());
    return new DeviceTraveller(new Device(profile, desk.place(order), trust), client, door, desk);
  }

  private Traveller agent(int place, int round) {
    PlacedOrder order = desk.place(order("agent-%d-%d".formatted(place, round)));
    AgentProcess process =
        new AgentProcess(folder.resolve(order.clientId()), Project.oldestJava(), order)
            .set("broker-url", "mqtts://localhost:" + world.relay(Road.PROVISION_TLS).port())
            .set("ca-file", world.first().ca().toString());
    AgentTraveller agent = new AgentTraveller(process, order, desk);
    agents.put(place, agent);
    return agent;
  }

  private Order order(String clientId) {
    return Order.of(clientId).endpoint(endpoint).attempts(-1);
  }

  /** Where all are told to go, since their brokers are behind a relay too. */
  private String endpoint() {
    String body =
        """
        {"schema":"mqtts","dns":"localhost","port":%d,"secure":true,
         "usages":[{"name":"MESSAGE_BROKER"}]}
        """
            .formatted(world.relay(Road.ACCOUNT_TLS).port());
    return world.first().operator().post("/v1/_/endpointInfos", body).ok().at("/id");
  }

  void killAgent(int which) {
    List<AgentTraveller> all = List.copyOf(agents.values());
    if (!all.isEmpty()) {
      all.get(which % all.size()).losePower();
    }
  }

  /** Waits until one more has arrived than when this was called last, unless somebody fails. */
  void awaitAnother(Duration limit) {
    Patience.await(
        "another device arrived",
        limit,
        () -> Optional.of(true).filter(t -> arrived.size() > seen || failure.get() != null));
    seen = arrived.size();
  }

  /** Fails where somebody under way has seen what must not be. */
  void check() {
    Throwable seen = failure.get();
    if (seen != null) {
      throw new AssertionError("somebody under way has failed: " + seen.getMessage(), seen);
    }
  }

  /** Lets those who are under way arrive; returns all who ever have. */
  List<Traveller> finish() throws InterruptedException {
    enough.countDown();
    threads.shutdown();
    if (!threads.awaitTermination(LAST_MINUTES, TimeUnit.MINUTES)) {
      throw new AssertionError("not all arrive");
    }
    check();
    return List.copyOf(arrived);
  }

  @Override
  public void close() {
    enough.countDown();
    threads.shutdownNow();
  }
}
