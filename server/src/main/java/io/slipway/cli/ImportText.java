// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Set;

/** Imports for people. */
final class ImportText {
  private static final Set<String> ENDS = Set.of("COMPLETED", "CANCELLED", "FAILED");
  private static final int BAR = 30;

  private ImportText() {}

  static boolean ended(JsonNode job) {
    return ENDS.contains(job.path("state").asText());
  }

  /** A bar that fills, in one line. */
  static String progress(JsonNode job) {
    int percent = job.path("percent").asInt();
    int full = BAR * percent / 100;
    return "[%s%s] %3d %%  %d of %d rows, %d failed"
        .formatted(
            "#".repeat(full),
            " ".repeat(BAR - full),
            percent,
            job.path("done").asLong(),
            job.path("rows").asLong(),
            job.path("failed").asLong());
  }

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
