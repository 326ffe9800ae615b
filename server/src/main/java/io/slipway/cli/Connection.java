// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;

/** The server that somebody is logged in at. */
final class Connection implements AutoCloseable {
  /** A token that ends so soon may end on the way. */
  private static final Duration SOON = Duration.ofSeconds(30);

  private final RestClient rest;
  private final String caPem;

  private Connection(RestClient rest, String caPem) {
    this.rest = rest;
    this.caPem = caPem;
  }

  static Connection open(Surroundings surroundings) {
    SavedLogin saved = SavedLogin.load(surroundings.configFolder());
    Instant now = surroundings.clock().instant();
    if (!saved.refreshExpiresOn().isAfter(now)) {
      throw new CliException("your login has expired; run: slipway login");
    }
    SavedLogin login =
        saved.expiresOn().isAfter(now.plus(SOON)) ? saved : refreshed(saved, surroundings);
    return new Connection(RestClient.of(login), login.caPem());
  }

  private static SavedLogin refreshed(SavedLogin saved, Surroundings surroundings) {
    try (RestClient rest = RestClient.of(saved)) {
      ObjectNode body =
          JsonNodeFactory.instance
              .objectNode()
              .put("tokenId", saved.token())
              .put("refreshToken", saved.refreshToken());
      SavedLogin login =
          SavedLogin.of(
              saved.server(),
              saved.user(),
              rest.post("authentication/refresh", body),
              saved.caPem());
      login.save(surroundings.configFolder());
      return login;
    }
  }

  RestClient rest() {
    return rest;
  }

  /** The certificates that vouch for this server, and so for its brokers; empty: those of Java. */
  String caPem() {
    return caPem;
  }

  @Override
  public void close() {
    rest.close();
  }
}
