// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import java.net.URI;
import java.time.Instant;

/** Logins that are kept already. */
final class Logins {
  private Logins() {}

  /** The administrator's at a server, with token {@code t}. */
  static void save(Terminal terminal, RestStub server) {
    new SavedLogin(
            URI.create(server.address()),
            "admin",
            "t",
            "r",
            Instant.parse("2026-11-25T00:00:00Z"),
            Instant.parse("2026-11-26T00:00:00Z"),
            "")
        .save(terminal.configFolder());
  }
}
