// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.time.Instant;

/**
 * What a backup says of itself.
 *
 * @param program the version of Slipway that wrote it
 * @param schema the version of the database
 * @param sha256 of the database's file
 * @param kid the id of the master key that opens what is sealed; empty where there was none
 */
record BackupManifest(String program, int schema, Instant takenOn, String sha256, String kid) {
  private static final String FORMAT = "slipway-backup";
  private static final int VERSION = 1;

  String json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("format", FORMAT)
        .put("version", VERSION)
        .put("slipway", program)
        .put("schema", schema)
        .put("takenOn", takenOn.toString())
        .put("sha256", sha256)
        .put("masterKey", kid)
        .toPrettyString();
  }

  static BackupManifest read(byte[] text) throws IOException {
    JsonNode json = new JsonMapper().readTree(text);
    if (!json.path("format").asText().equals(FORMAT)) {
      throw new IOException("it is no backup of Slipway");
    }
    if (json.path("version").asInt() != VERSION) {
      throw new IOException(
          "it is of format %s, this program reads format %d"
              .formatted(json.path("version").asText(), VERSION));
    }
    return new BackupManifest(
        json.path("slipway").asText(),
        json.path("schema").asInt(),
        Instant.parse(json.path("takenOn").asText()),
        json.path("sha256").asText(),
        json.path("masterKey").asText());
  }
}
