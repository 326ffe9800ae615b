// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Set;

/** Waits for the end of an import, and shows how far it is meanwhile. */
final class ImportEnd {
  private static final Duration BEAT = Duration.ofMillis(500);
  private static final Set<String> ENDS = Set.of("COMPLETED", "CANCELLED", "FAILED");

  private ImportEnd() {}

  /** The job when it has ended. */
  static JsonNode await(Connection connection, Surroundings surroundings, JsonNode started) {
    String path = Nouns.IMPORT.path(started);
    ProgressBar bar = new ProgressBar(surroundings);
    JsonNode job = started;
    while (!ENDS.contains(job.path("state").asText())) {
      bar.at(percent(job), count(job));
      surroundings.pause().accept(BEAT);
      job = connection.rest().get(path);
    }
    bar.end(percent(job), count(job));
    return job;
  }

  /** Refused is also what was refused in part. */
  static int exitCode(JsonNode job) {
    boolean failed = job.path("state").asText().equals("FAILED");
    return failed || job.path("failed").asLong() > 0 ? RestCommand.REFUSED : RestCommand.DONE;
  }

  private static int percent(JsonNode job) {
    return job.path("percent").asInt();
  }

  private static String count(JsonNode job) {
    return "%d of %d rows, %d failed"
        .formatted(
            job.path("done").asLong(), job.path("rows").asLong(), job.path("failed").asLong());
  }
}
