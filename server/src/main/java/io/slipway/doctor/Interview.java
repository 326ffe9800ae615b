// SPDX-License-Identifier: Apache-2.0
package io.slipway.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** Asks a server by REST how it is. */
public final class Interview {
  private static final Duration NOTABLE = Duration.ofSeconds(5);
  private static final Duration WRONG = Duration.ofMinutes(1);
  private static final String CLOCK = "clock";
  private static final String HEALTH = "health";

  private final Anchors anchors;
  private final Clock clock;

  public Interview(Anchors anchors, Clock clock) {
    this.anchors = anchors;
    this.clock = clock;
  }

  /** Its health, and whether its clock goes as the one here. */
  public List<Finding> of(Door rest) {
    try (HttpClient client =
        HttpClient.newBuilder()
            .sslContext(anchors.forPeople())
            .connectTimeout(Door.PATIENCE)
            .build()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create("https://" + rest.address() + "/health"))
                  .timeout(Door.PATIENCE)
                  .build(),
              BodyHandlers.ofString());
      List<Finding> found = new ArrayList<>(health(answer));
      found.add(clock(answer));
      return found;
    } catch (IOException | GeneralSecurityException e) {
      return List.of(Finding.fault(HEALTH, "REST does not answer: " + e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  private static List<Finding> health(HttpResponse<String> answer) throws IOException {
    JsonNode said = new ObjectMapper().readTree(answer.body());
    List<Finding> found = new ArrayList<>();
    if (said == null || !said.has("ready")) {
      return List.of(
          Finding.fault(
              HEALTH, "status %d, and not the answer of Slipway".formatted(answer.statusCode())));
    }
    if (said.path("ready").asBoolean()) {
      found.add(Finding.ok(HEALTH, "ready"));
    }
    said.path("checks")
        .properties()
        .forEach(
            part -> {
              if (!part.getValue().path("ok").asBoolean()) {
                String problem = part.getValue().path("problem").asText();
                found.add(Finding.fault(HEALTH, part.getKey() + ": " + problem));
              }
            });
    StreamSupport.stream(said.path("warnings").spliterator(), false)
        .forEach(warning -> found.add(Finding.warning(HEALTH, warning.asText())));
    return found;
  }

  private Finding clock(HttpResponse<String> answer) {
    try {
      ZonedDateTime there =
          ZonedDateTime.parse(
              answer.headers().firstValue("Date").orElse(""), DateTimeFormatter.RFC_1123_DATE_TIME);
      return apart(CLOCK, "server", there.toInstant(), clock.instant());
    } catch (DateTimeException e) {
      return Finding.warning(CLOCK, "the server tells no date");
    }
  }

  /** Whether somebody's clock goes as the one here. */
  public static Finding apart(String subject, String whose, Instant there, Instant here) {
    Duration apart = Duration.between(there, here).abs();
    String text = "%s and this machine are %d s apart".formatted(whose, apart.toSeconds());
    if (apart.compareTo(WRONG) > 0) {
      return Finding.fault(
          subject, text + ": let both follow NTP; certificates and tokens need it");
    }
    return apart.compareTo(NOTABLE) > 0
        ? Finding.warning(subject, text + ": let both follow NTP")
        : Finding.ok(subject, text);
  }
}
