// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** The server that runs on this machine, as its {@code ready.json} describes it. */
record LocalServer(URI address, String caPem) {
  private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "[::1]");

  static Optional<LocalServer> in(Path dataFolder) {
    Path ready = dataFolder.resolve("ready.json");
    if (!Files.isReadable(ready)) {
      return Optional.empty();
    }
    try {
      JsonNode json = new ObjectMapper().readTree(ready.toFile());
      URI address = URI.create("https://localhost:" + json.path("ports").required("https").asInt());
      return Optional.of(
          new LocalServer(address, Files.readString(Path.of(json.required("ca").asText()))));
    } catch (IOException | RuntimeException e) {
      throw new CliException(ready + " cannot be read; name the server with --server", e);
    }
  }

  /** Whether this address leads to it, seen from this machine. */
  boolean at(URI server) {
    return address.getPort() == server.getPort()
        && "https".equals(server.getScheme())
        && HERE.contains(server.getHost());
  }
}
