// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The server that somebody is logged in at, and how things are found there. */
final class Connection implements AutoCloseable {
  /** A token that ends so soon may end on the way. */
  private static final Duration SOON = Duration.ofSeconds(30);

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,11}");

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

  /** The one that has this client id, or else this id. */
  JsonNode named(String collection, String noun, String name) {
    JsonNode page = rest.get("_/" + collection, Map.of("clientId", name, "limit", "1"));
    return Optional.ofNullable(page.path("items").get(0))
        .or(() -> byId(collection, name))
        .orElseThrow(() -> new CliException("there is no " + noun + " " + name));
  }

  private Optional<JsonNode> byId(String collection, String name) {
    return ID.matcher(name).matches()
        ? rest.find("_/" + collection + "/" + name)
        : Optional.empty();
  }

  @Override
  public void close() {
    rest.close();
  }
}
