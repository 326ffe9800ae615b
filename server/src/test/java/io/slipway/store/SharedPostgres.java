// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One PostgreSQL server for all tests of a run, each of which takes a database of its own. */
public final class SharedPostgres implements BeforeAllCallback {
  private PostgresServer server;

  @Override
  public void beforeAll(ExtensionContext context) {
    server =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.create(SharedPostgres.class))
            .getOrComputeIfAbsent(PostgresServer.class, key -> started(), PostgresServer.class);
  }

  /** The address of a database that nobody has used yet. */
  public String newDatabase() throws SQLException {
    return server.newDatabase();
  }

  public PostgresServer server() {
    return server;
  }

  private static PostgresServer started() {
    try {
      return PostgresServer.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the test was interrupted", e);
    }
  }
}
