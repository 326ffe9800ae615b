// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** What a server writes into {@code ready.json} when it listens everywhere. */
public record Ready(long pid, Ports ports, Path ca, String version) {
  private static final JsonMapper MAPPER = new JsonMapper();

  /** Where a server listens. */
  public record Ports(
      int provisionTls, int provisionTcp, int https, int http, int accountTls, int accountTcp) {
    public static final Ports ANY = new Ports(0, 0, 0, 0, 0, 0);
  }

  static int port(Path dataFolder, String name) {
    try {
      String text = Files.readString(dataFolder.resolve("ready.json"));
      return MAPPER.readTree(text).required("ports").required(name).intValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Optional<Ready> in(Path dataFolder) {
    try {
      JsonNode json = MAPPER.readTree(Files.readString(dataFolder.resolve("ready.json")));
      JsonNode ports = json.required("ports");
      return Optional.of(
          new Ready(
              json.required("pid").longValue(),
              new Ports(
                  ports.required("provisionTls").intValue(),
                  ports.required("provisionTcp").intValue(),
                  ports.required("https").intValue(),
                  ports.required("http").intValue(),
                  ports.required("accountTls").intValue(),
                  ports.required("accountTcp").intValue()),
              Path.of(json.required("ca").textValue()),
              json.required("version").textValue()));
    } catch (NoSuchFileException notYet) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
