// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.chaos;

import io.slipway.store.PostgresServer;
import java.io.IOException;
import java.time.Duration;

/**
 * A PostgreSQL that things happen to.
 *
 * @param url of the database that the nodes share
 */
record SharedDatabase(PostgresServer server, String url) implements AutoCloseable {

  static SharedDatabase start() throws Exception {
    PostgresServer server = PostgresServer.start();
    return new SharedDatabase(server, server.newDatabase());
  }

  void killAndRestart(Duration away) throws Exception {
    server.kill();
    Pause.of(away);
    server.resume();
  }

  void freeze(Duration lasting) {
    ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
    Programs.signal("STOP", process);
    Pause.of(lasting);
    Programs.signal("CONT", process);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
