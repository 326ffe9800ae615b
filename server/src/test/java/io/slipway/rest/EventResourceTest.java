// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.slipway.domain.Id;
import io.slipway.domain.Role;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class EventResourceTest {
  private static final String ALL = "/v1/_/events";
  private static final String[] NOTHING = {};

  private Installation slipway;
  private Installation.Caller ann;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    slipway = new Installation(directory);
    ann = slipway.ann();
    slipway
        .admin()
        .post(
            "/v1/_/endpointInfos",
            "{\"schema\":\"mqtts\",\"dns\":\"broker.example\",\"port\":8883,"
                + "\"usages\":[{\"name\":\"MESSAGE_BROKER\"}]}")
        .is(201);
  }

  @AfterAll
  void stop() {
    slipway.close();
  }

  @Test
  void events_comeAsTheyHappen() throws Exception {
    try (Listener listener = new Listener(ann, ALL, NOTHING)) {
      String request = order("live");
      JsonNode created = listener.next();
      assertThat(created.at("/kind").asText()).isEqualTo("request.created");
      assertThat(created.at("/requestId").asText()).isEqualTo(request);
      assertThat(created.at("/clientId").asText()).isEqualTo("live");
      ann.delete("/v1/_/provisionRequests/" + request).is(200);
      JsonNode deleted = listener.next();
      assertThat(deleted.at("/kind").asText()).isEqualTo("request.deleted");
      assertThat(deleted.at("/id").asLong()).isGreaterThan(created.at("/id").asLong());
      assertThat(listener.lines())
          .contains("id: " + created.at("/id").asLong(), "event: request.created");
    }
  }

  @Test
  void streamThatComesAgain_goesOnBehindWhatItHasSeen() throws Exception {
    long seen;
    try (Listener listener = new Listener(ann, ALL + "?clientId=again-1", NOTHING)) {
      order("again-1");
      seen = listener.next().at("/id").asLong();
    }
    order("again-2");
    order("again-3");
    try (Listener listener = new Listener(ann, ALL, "Last-Event-ID", Long.toString(seen))) {
      assertThat(listener.next().at("/clientId").asText()).isEqualTo("again-2");
      assertThat(listener.next().at("/clientId").asText()).isEqualTo("again-3");
    }
  }

  @Test
  void stream_isOfWhatIsWantedAndOfItsAccountOnly() throws Exception {
    String wanted = ALL + "?clientId=wanted&kind=request.deleted,request.failed";
    try (Listener listener = new Listener(ann, wanted, NOTHING)) {
      String request = order("wanted");
      ann.delete("/v1/_/provisionRequests/" + order("unwanted")).is(200);
      Installation.Caller olga = slipway.login("olga");
      String theirs =
          olga.post("/v1/_/provisionRequests", Bodied.request("wanted").json()).is(200).at("/id");
      olga.delete("/v1/_/provisionRequests/" + theirs).is(200);
      ann.delete("/v1/_/provisionRequests/" + request).is(200);
      JsonNode deleted = listener.next();
      assertThat(deleted.at("/requestId").asText()).isEqualTo(request);
      assertThat(deleted.at("/kind").asText()).isEqualTo("request.deleted");
    }
  }

  @Test
  void user_hasFiveStreamsAtMost_andNoneWithoutASession() throws Exception {
    slipway.user(new Id(7_001), Installation.ACME, "vera", Role.VIEWER);
    Installation.Caller vera = slipway.login("vera");
    List<Listener> listeners = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      listeners.add(new Listener(vera, ALL, NOTHING));
    }
    HttpResponse<Stream<String>> sixth = vera.stream(ALL);
    assertThat(sixth.statusCode()).isEqualTo(429);
    assertThat(sixth.headers().firstValue("Retry-After")).contains("30");
    vera.post("/v1/authentication/logout", "").is(204);
    for (Listener listener : listeners) {
      assertThat(listener.ends()).isTrue();
      listener.close();
    }
    try (Listener again = new Listener(slipway.login("vera"), ALL, NOTHING)) {
      assertThat(again.status()).isEqualTo(200);
    }
  }

  @Test
  void wrongQuestion_isRefused() {
    ann.get(ALL).isProblem(406, "NOT_ACCEPTABLE");
    ann.get(ALL + "?kind=x").refuses("kind");
    ann.get(ALL + "?x=1").refuses("x");
    assertThat(ann.stream(ALL, "Last-Event-ID", "x").statusCode()).isEqualTo(400);
  }

  private String order(String clientId) {
    return ann.post("/v1/_/provisionRequests", Bodied.request(clientId).json()).is(200).at("/id");
  }

  /** Reads a stream line by line. */
  private static final class Listener implements AutoCloseable {
    private final HttpResponse<Stream<String>> answer;
    private final Iterator<String> coming;
    private final List<String> lines = new ArrayList<>();

    Listener(Installation.Caller caller, String path, String... headers) {
      answer = caller.stream(path, headers);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type").orElse(""))
          .startsWith("text/event-stream");
      coming = answer.body().iterator();
      assertThat(coming.next()).isEqualTo("retry: 2000");
    }

    int status() {
      return answer.statusCode();
    }

    List<String> lines() {
      return lines;
    }

    JsonNode next() throws IOException {
      while (coming.hasNext()) {
        String line = coming.next();
        lines.add(line);
        if (line.startsWith("data: ")) {
          return Reply.parse(line.substring("data: ".length()));
        }
      }
      throw new IOException("the stream has ended");
    }

    boolean ends() {
      while (coming.hasNext()) {
        lines.add(coming.next());
      }
      return true;
    }

    @Override
    public void close() {
      answer.body().close();
    }
  }
}
