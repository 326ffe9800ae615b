// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.chaos;

import java.time.Duration;

/** Something that goes wrong, and passes. */
sealed interface Fault {

  /** Does it, and returns when it is over. */
  void strike(World world) throws Exception;

  /** What it strikes: one thing at a time is wrong with it. Empty for what has no limit. */
  default String target() {
    return "";
  }

  /** What is counted as the same. */
  default String kind() {
    return getClass().getSimpleName();
  }

  /** A node dies without a word ({@code kill -9}) and is started again. */
  record NodeKilled(int node, Duration away) implements Fault {
    @Override
    public void strike(World world) throws InterruptedException {
      world.node(node).killAndRestart(away);
    }

    @Override
    public String target() {
      return "node " + node;
    }
  }

  /** A node is told to end (SIGTERM) and is started again. */
  record NodeStopped(int node) implements Fault {
    @Override
    public void strike(World world) {
      world.node(node).stopAndRestart();
    }

    @Override
    public String target() {
      return "node " + node;
    }
  }

  /** A node stands still, perhaps until the others take it for dead, and then goes on. */
  record NodeFrozen(int node, Duration lasting) implements Fault {
    @Override
    public void strike(World world) throws Exception {
      world.node(node).freeze(lasting);
    }

    @Override
    public String target() {
      return "node " + node;
    }
  }

  /** The clock of a node is wrong by so much from now on. */
  record ClockJumped(int node, Duration wrongBy) implements Fault {
    @Override
    public void strike(World world) {
      world.node(node).jump(wrongBy);
    }
  }

  /** Nothing more can be written to the disk of the node. */
  record DiskFull(Duration lasting) implements Fault {
    @Override
    public void strike(World world) throws Exception {
      world.disk().fillFor(lasting);
    }

    @Override
    public String target() {
      return "disk";
    }
  }

  /** PostgreSQL dies and is started again. */
  record DatabaseKilled(Duration away) implements Fault {
    @Override
    public void strike(World world) throws Exception {
      world.database().killAndRestart(away);
    }

    @Override
    public String target() {
      return "database";
    }
  }

  /** PostgreSQL stands still. */
  record DatabaseFrozen(Duration lasting) implements Fault {
    @Override
    public void strike(World world) throws Exception {
      world.database().freeze(lasting);
    }

    @Override
    public String target() {
      return "database";
    }
  }

  /** An agent dies without a word and is started again. */
  record AgentKilled(int which) implements Fault {
    @Override
    public void strike(World world) {
      world.crowd().killAgent(which);
    }
  }

  /** All connections on a road end at once. */
  record LinesCut(Road road) implements Fault {
    @Override
    public void strike(World world) {
      world.relay(road).cutAll();
    }
  }

  /** Something happens to the next piece of traffic on a road. */
  record Traffic(Road road, Way way, Trouble trouble) implements Fault {
    @Override
    public void strike(World world) {
      world.relay(road).befall(way, trouble);
    }

    @Override
    public String kind() {
      return trouble.kind().name();
    }
  }
}
