// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code slipway event watch}. */
@Command(
    name = "watch",
    description = "Print what happens to requests as it happens, one event a line.",
    footer = {
      "",
      "Goes on over lost connections until it is interrupted. With --json each line",
      "is an object; its id continues a watch that has ended: --after ID."
    })
final class EventWatchCommand extends RestCommand {
  private static final Duration PAUSE = Duration.ofSeconds(2);

  @Option(names = "--client-id", paramLabel = "CLIENT_ID", description = "Only of this device.")
  private String clientId;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      split = ",",
      description = "Only these, with commas, such as completed,failed.")
  private List<String> kinds = List.of();

  @Option(names = "--after", paramLabel = "ID", description = "Begin behind this event.")
  private Long after;

  @Option(names = "--count", paramLabel = "N", description = "End after so many.")
  private Integer count;

  private int seen;

  EventWatchCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(Connection first) {
    boolean more = watch(first);
    while (more) {
      surroundings().pause().accept(PAUSE);
      try (Connection again = connected()) {
        more = watch(again);
      }
    }
    return DONE;
  }

  /** True where the stream has ended before enough was seen. */
  private boolean watch(Connection connection) {
    Map<String, String> query = new LinkedHashMap<>();
    if (clientId != null) {
      query.put("clientId", clientId);
    }
    if (!kinds.isEmpty()) {
      query.put("kind", kinds.stream().map(WebhookTerms::word).collect(Collectors.joining(",")));
    }
    connection.rest().events("_/events", query, Optional.ofNullable(after), this::told);
    return count == null || seen < count;
  }

  /** False where that was enough. */
  private boolean told(JsonNode event) {
    after = event.path("id").asLong();
    seen++;
    showLine(event, text(event));
    return count == null || seen < count;
  }

  private static String text(JsonNode event) {
    String cause = Text.of(event, "cause");
    return "%s  %-17s  %s%s"
        .formatted(
            Text.time(event, "at"),
            Text.of(event, "kind"),
            Text.of(event, "clientId"),
            cause.equals("-") ? "" : ": " + cause);
  }
}
