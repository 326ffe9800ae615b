// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * What {@code slipway login} keeps for the commands after it.
 *
 * @param token for REST
 * @param refreshToken for another one
 * @param caPem the certificates that the server's must come from; empty for those Java trusts
 */
record SavedLogin(
    URI server,
    String user,
    String token,
    String refreshToken,
    Instant expiresOn,
    Instant refreshExpiresOn,
    String caPem) {
  private static final String FILE = "login.json";

  /** As the server answered. */
  static SavedLogin of(URI server, String user, JsonNode answer, String caPem) {
    return new SavedLogin(
        server,
        user,
        answer.required("tokenId").asText(),
        answer.required("refreshToken").asText(),
        Instant.parse(answer.required("expiresOn").asText()),
        Instant.parse(answer.required("refreshExpiresOn").asText()),
        caPem);
  }

  static SavedLogin load(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      JsonNode json = new ObjectMapper().readTree(file.toFile());
      return new SavedLogin(
          URI.create(json.required("server").asText()),
          json.required("user").asText(),
          json.required("token").asText(),
          json.required("refreshToken").asText(),
          Instant.parse(json.required("expiresOn").asText()),
          Instant.parse(json.required("refreshExpiresOn").asText()),
          json.required("ca").asText());
    } catch (FileNotFoundException e) {
      throw new CliException("you are not logged in; run: slipway login", e);
    } catch (IOException | RuntimeException e) {
      throw new CliException(file + " cannot be read; log in again: slipway login", e);
    }
  }

  /** Written whole or not at all, for nobody else to read. */
  void save(Path folder) {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("server", server.toString());
    json.put("user", user);
    json.put("token", token);
    json.put("refreshToken", refreshToken);
    json.put("expiresOn", expiresOn.toString());
    json.put("refreshExpiresOn", refreshExpiresOn.toString());
    json.put("ca", caPem);
    PrivateFiles.write(folder.resolve(FILE), json.toPrettyString() + "\n");
  }

  static void forget(Path folder) {
    try {
      Files.deleteIfExists(folder.resolve(FILE));
    } catch (IOException e) {
      throw new CliException(folder.resolve(FILE) + " cannot be deleted", e);
    }
  }

  @Override
  public String toString() {
    return "SavedLogin[" + user + " at " + server + "]";
  }
}
