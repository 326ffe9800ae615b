// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import io.slipway.store.PostgresServer;
import java.io.IOException;
import java.util.Optional;

/** What the server keeps its data in. */
interface Database extends AutoCloseable {
  String name();

  /** How the server is told to use it. */
  String[] flags();

  /** The process that runs it, where it has one. */
  Optional<Long> pid();

  @Override
  void close() throws IOException;

  /** Starts one of a kind, empty. */
  static Database named(String name) throws Exception {
    return switch (name) {
      case "sqlite" -> new Embedded();
      case "postgresql" -> Remote.start();
      default -> throw new IllegalArgumentException("no database is called " + name);
    };
  }

  /** A file of the server's own. */
  record Embedded() implements Database {
    @Override
    public String name() {
      return "sqlite";
    }

    @Override
    public String[] flags() {
      return new String[0];
    }

    @Override
    public Optional<Long> pid() {
      return Optional.empty();
    }

    @Override
    public void close() {
      // It goes with the server's folder.
    }
  }

  /** A PostgreSQL server, which waits for the disk at every commit. */
  record Remote(PostgresServer server, String address) implements Database {
    static Remote start() throws Exception {
      PostgresServer server = PostgresServer.start();
      return new Remote(server, server.newDatabase());
    }

    @Override
    public String name() {
      return "postgresql";
    }

    @Override
    public String[] flags() {
      return new String[] {"--database", address};
    }

    @Override
    public Optional<Long> pid() {
      return Optional.of(server.pid());
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
