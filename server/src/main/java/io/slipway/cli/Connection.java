// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The server that somebody is logged in at, and how things are found there. */
final class Connection implements AutoCloseable {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,11}");

  private final RestClient rest;
  private final String caPem;

  private Connection(RestClient rest, String caPem) {
    this.rest = rest;
    this.caPem = caPem;
  }

  static Connection open(Surroundings surroundings) {
    SavedLogin login = SavedLogin.load(surroundings.configFolder());
    if (!login.expiresOn().isAfter(surroundings.clock().instant())) {
      throw new CliException("your login has expired; run: slipway login");
    }
    return new Connection(RestClient.of(login), login.caPem());
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
