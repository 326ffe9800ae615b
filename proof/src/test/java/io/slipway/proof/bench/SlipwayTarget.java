// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.proof.device.Door;
import io.slipway.proof.world.Order;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Slipway;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The packaged server over one kind of database. */
final class SlipwayTarget implements Target {
  private static final int ORDERS_AT_ONCE = 16;
  private static final int CHECKED = 500;

  private final Slipway slipway;
  private final Database database;

  private SlipwayTarget(Slipway slipway, Database database) {
    this.slipway = slipway;
    this.database = database;
  }

  static SlipwayTarget start(Cores cores, Database database, Path folder) {
    Slipway slipway = Slipway.startUnder(cores.forServer(), folder, database.flags());
    return new SlipwayTarget(slipway, database);
  }

  @Override
  public String name() {
    return database.name();
  }

  @Override
  public long pid() {
    return slipway.pid();
  }

  @Override
  public Optional<Long> database() {
    return database.pid();
  }

  @Override
  public Door door() {
    return Door.provisionTls(slipway);
  }

  /** Orders them by REST, with generated passwords. */
  @Override
  public List<FlowTalk> talks(String name, int number)
      throws InterruptedException, ExecutionException {
    List<Callable<PlacedOrder>> orders = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      Order order = Order.of(name + "-" + i).generatedPassword();
      orders.add(() -> slipway.operator().place(order));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(ORDERS_AT_ONCE)) {
      List<FlowTalk> talks = new ArrayList<>();
      for (Future<PlacedOrder> placed : threads.invokeAll(orders)) {
        talks.add(new FlowTalk(placed.get(), slipway.trust()));
      }
      return talks;
    }
  }

  /** Some of them, spread evenly: what they were promised is in the store. */
  @Override
  public void check(List<? extends Talk> played) {
    int stride = Math.max(1, played.size() / CHECKED);
    for (int i = 0; i < played.size(); i += stride) {
      PlacedOrder order = ((FlowTalk) played.get(i)).order();
      assertThat(slipway.operator().request(order).at("/options/extraOptions/slipway/step"))
          .as(order.clientId())
          .isEqualTo("ARRIVING");
    }
  }

  @Override
  public void close() throws Exception {
    slipway.close();
    database.close();
  }
}
