// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.chaos;

import io.slipway.proof.chaos.Scene.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Draws from a seed what goes wrong, and when. */
final class FaultPlan {
  private static final int LONGEST_PAUSE_MILLIS = 1_000;

  private final Scene scene;
  private final Random random;

  private FaultPlan(Scene scene) {
    this.scene = scene;
    this.random = new Random(scene.seed());
  }

  /** A fault, and how long nothing goes wrong before it. */
  record Strike(Duration after, Fault fault) {}

  private record Card(int weight, Supplier<Fault> draw) {}

  /** Every kind once if there are enough, then by chance. */
  static List<Strike> of(Scene scene) {
    FaultPlan plan = new FaultPlan(scene);
    List<Card> cards = plan.cards();
    List<Supplier<Fault>> once = new ArrayList<>();
    List<Supplier<Fault>> deck = new ArrayList<>();
    cards.forEach(card -> once.add(card.draw));
    cards.forEach(card -> deck.addAll(Collections.nCopies(card.weight, card.draw)));
    Collections.shuffle(once, plan.random);
    List<Strike> strikes = new ArrayList<>();
    for (int i = 0; i < scene.faults(); i++) {
      int chance = plan.random.nextInt(deck.size());
      strikes.add(plan.strike(i < once.size() ? once.get(i) : deck.get(chance)));
    }
    return strikes;
  }

  private Strike strike(Supplier<Fault> draw) {
    return new Strike(Duration.ofMillis(random.nextInt(LONGEST_PAUSE_MILLIS)), draw.get());
  }

  private List<Card> cards() {
    List<Card> cards = new ArrayList<>();
    cards.add(new Card(3, () -> new Fault.NodeKilled(node(), between(0, 3_000))));
    cards.add(new Card(2, () -> new Fault.NodeStopped(node())));
    cards.add(new Card(2, () -> new Fault.NodeFrozen(node(), between(1_000, 15_000))));
    cards.add(new Card(2, () -> new Fault.ClockJumped(node(), between(-900_000, 900_000))));
    cards.add(new Card(3, () -> new Fault.AgentKilled(random.nextInt(Integer.MAX_VALUE))));
    cards.add(new Card(5, () -> new Fault.LinesCut(road())));
    cards.add(new Card(9, () -> traffic(road(), Trouble.Kind.DELAYED, between(50, 3_000))));
    cards.add(new Card(9, () -> traffic(road(), Trouble.Kind.LOST, between(500, 4_000))));
    cards.add(new Card(9, () -> traffic(road(), Trouble.Kind.CUT_WITHIN, Duration.ZERO)));
    cards.add(new Card(9, () -> traffic(Road.PROVISION_TCP, Trouble.Kind.DOUBLED, Duration.ZERO)));
    if (scene.store() == Store.SQLITE) {
      cards.add(new Card(2, () -> new Fault.DiskFull(between(2_000, 8_000))));
    } else {
      cards.add(new Card(2, () -> new Fault.DatabaseKilled(between(0, 5_000))));
      cards.add(new Card(2, () -> new Fault.DatabaseFrozen(between(500, 6_000))));
    }
    return cards;
  }

  private Fault traffic(Road road, Trouble.Kind kind, Duration lasting) {
    return new Fault.Traffic(road, one(Way.values()), new Trouble(kind, lasting));
  }

  private int node() {
    return random.nextInt(scene.nodes());
  }

  private Road road() {
    return one(Road.values());
  }

  private <T> T one(T[] of) {
    return of[random.nextInt(of.length)];
  }

  private Duration between(int least, int most) {
    return Duration.ofMillis(random.nextInt(least, most));
  }
}
