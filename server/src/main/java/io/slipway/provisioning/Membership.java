// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import io.slipway.domain.Id;
import io.slipway.security.IdSource;
import io.slipway.security.SecretGenerator;
import io.slipway.store.DuplicateException;
import io.slipway.store.Node;
import io.slipway.store.Nodes;
import io.slipway.store.StoreUnavailableException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's place among those that share the database. Every node writes a beat, and watches the
 * others': one that stands still for too long is taken from the living, and what it served is taken
 * up. No clock is compared with another, so that a wrong one does no harm.
 */
public final class Membership implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);
  private static final int NUMBERS = 1024;
  private static final int NUMBER_TRIES = 100;
  private static final long BEAT_MILLIS = 1_000;

  /** Beats of our own without one of theirs. */
  private static final int STILL_FOR_DEAD = 8;

  /** What nobody told us of is looked for every so many beats. */
  private static final int LOOK_EVERY = 5;

  private final Nodes nodes;
  private final IdSource ids;
  private final SecretGenerator chance;
  private final Optional<Id> self;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("membership").factory());
  // Confined to the timer's thread once it beats.
  private Node node;
  private final Map<Id, Stillness> watched = new HashMap<>();
  private Set<Id> living = Set.of();
  private int beats;

  /** How often a node was seen with the same beat. */
  private record Stillness(long beat, int rounds) {}

  private Membership(Nodes nodes, IdSource ids, SecretGenerator chance, Node node) {
    this.nodes = nodes;
    this.ids = ids;
    this.chance = chance;
    this.node = node;
    this.self = nodes.shared() ? Optional.of(node.id()) : Optional.empty();
  }

  /** What is to be done here when other nodes come and go. */
  public interface Duties {

    /** A node is no more, and with it the connections to its broker. */
    void nodesChanged();

    /** Takes up what nobody alive serves, and lets go of what another serves now. */
    void look();
  }

  /**
   * Joins the nodes of a database, or finds that it is alone there.
   *
   * @param ids are told the node's number
   */
  public static Membership join(
      Nodes nodes, IdSource ids, SecretGenerator chance, String version, Instant now) {
    ByteBuffer random = ByteBuffer.wrap(chance.random(Long.BYTES));
    Id id = new Id(random.getLong() & Long.MAX_VALUE | 1);
    String name = "slipway-" + Long.toString(id.value(), Character.MAX_RADIX);
    Membership membership =
        new Membership(nodes, ids, chance, new Node(id, 0, name, version, now, 0));
    if (nodes.shared()) {
      membership.enrol();
    }
    return membership;
  }

  /** This node, where there may be others. */
  public Optional<Id> self() {
    return self;
  }

  /** The node's number in {@code slipway-NUMBER}, the name that devices answer to. */
  public int number() {
    return ids.node();
  }

  /** Begins to beat and to watch the others. */
  @SuppressWarnings("FutureReturnValueIgnored") // a beat never fails
  public void start(Duties duties) {
    if (nodes.shared()) {
      timer.scheduleWithFixedDelay(
          () -> beat(duties), BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void enrol() {
    for (int i = 0; i < NUMBER_TRIES; i++) {
      try {
        // Drawn, not counted: one that was given up lately hardly comes again.
        short drawn = ByteBuffer.wrap(chance.random(Short.BYTES)).getShort();
        node = node.numbered(Math.floorMod(drawn, NUMBERS));
        nodes.join(node);
        ids.renumber(node.number());
        return;
      } catch (DuplicateException taken) {
        LOG.debug("the number {} is taken", node.number());
      }
    }
    throw new StoreUnavailableException("no number is free: too many nodes share the database");
  }

  private void beat(Duties duties) {
    attempt(
        () -> {
          node = node.beaten();
          if (!nodes.beat(node)) {
            LOG.warn("The others took this node for dead; it joins them again.");
            enrol();
          }
          watch(duties);
        });
  }

  private void watch(Duties duties) {
    List<Node> alive = nodes.alive();
    boolean buried = false;
    for (Node other : alive) {
      if (!other.id().equals(node.id()) && still(other) && nodes.bury(other)) {
        LOG.warn("Node {} is dead; what it served is taken up.", other.number());
        buried = true;
      }
    }
    Set<Id> seen = alive.stream().map(Node::id).collect(Collectors.toSet());
    watched.keySet().retainAll(seen);
    boolean changed = buried || !seen.equals(living);
    living = seen;
    beats++;
    if (changed) {
      duties.nodesChanged();
    }
    if (changed || beats % LOOK_EVERY == 0) {
      duties.look();
    }
  }

  private boolean still(Node other) {
    Stillness before = watched.get(other.id());
    boolean same = before != null && before.beat() == other.beat();
    Stillness now = new Stillness(other.beat(), same ? before.rounds() + 1 : 0);
    watched.put(other.id(), now);
    return now.rounds() >= STILL_FOR_DEAD;
  }

  /** What fails now is done at the next beat. */
  private static void attempt(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException failed) {
      LOG.debug("what is due among the nodes is done later", failed);
    }
  }

  /** Leaves, so that the others take up at once what it served. */
  @Override
  public void close() {
    timer.shutdownNow();
    if (nodes.shared()) {
      attempt(() -> nodes.leave(node.id()));
    }
  }
}
