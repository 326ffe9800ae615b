// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;

/** Imports for people. */
final class ImportText {
  private ImportText() {}

  static void print(JsonNode job, PrintWriter out) {
    Text.field(out, "id", Text.of(job, "id"));
    Text.field(out, "state", Text.of(job, "state"));
    Text.field(out, "dry run", job.path("dryRun").asBoolean() ? "yes" : "-");
    Text.field(out, "rows", Text.of(job, "rows"));
    Text.field(out, "created", Text.of(job, "created"));
    Text.field(out, "unchanged", Text.of(job, "unchanged"));
    Text.field(out, "overwritten", Text.of(job, "overwritten"));
    Text.field(out, "failed", Text.of(job, "failed"));
    Text.field(out, "because", Text.of(job, "failure"));
    Text.field(out, "started", Text.time(job, "startedOn"));
    Text.field(out, "ends about", Text.time(job, "estimatedEnd"));
    Text.field(out, "ended", Text.time(job, "endedOn"));
  }
}
