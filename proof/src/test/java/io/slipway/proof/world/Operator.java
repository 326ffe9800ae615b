// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.world;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.slipway.proof.world.Ready.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The administrator at the other end of REST v1, over HTTPS. */
public final class Operator implements AutoCloseable {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int OK = 200;
  private static final int CONFLICT = 409;
  private static final Duration IMPORT_LIMIT = Duration.ofMinutes(20);
  private static final Duration TOKEN_USED = Duration.ofMinutes(15);
  private static final String REQUESTS = "/v1/_/provisionRequests";

  private final HttpClient http;
  private final String base;
  private String token = "";
  private long loggedInNanos;

  private Operator(Ports ports, Trust trust) {
    this.http = HttpClient.newBuilder().sslContext(trust.context()).build();
    this.base = "https://localhost:" + ports.https();
  }

  static Operator login(Ports ports, Trust trust) {
    Operator operator = new Operator(ports, trust);
    try {
      operator.logIn();
      return operator;
    } catch (RuntimeException | AssertionError refused) {
      operator.close();
      throw refused;
    }
  }

  private void logIn() {
    token = "";
    loggedInNanos = System.nanoTime();
    token =
        post(
                "/v1/authentication/user",
                "{\"username\":\"admin\",\"password\":\"" + Slipway.ADMIN_PASSWORD + "\"}")
            .ok()
            .at("/tokenId");
  }

  /** One that holds for a while still: some proofs take longer than a token does. */
  private synchronized String token() {
    if (System.nanoTime() - loggedInNanos > TOKEN_USED.toNanos()) {
      logIn();
    }
    return token;
  }

  /** An answer of the server. */
  public record Reply(int status, JsonNode json) {
    public Reply ok() {
      assertThat(status).as(json.toString()).isBetween(200, 299);
      return this;
    }

    /** The text at a JSON pointer, empty where there is nothing. */
    public String at(String pointer) {
      return json.at(pointer).asText();
    }
  }

  public Reply get(String path) {
    return send("GET", path, Optional.empty());
  }

  public Reply post(String path, String body) {
    return send("POST", path, Optional.of(body));
  }

  /** Sends a file of orders. */
  public Reply importFile(String query, Path file, String type) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(base + "/v1/_/imports" + query))
              .timeout(IMPORT_LIMIT)
              .header("Authorization", "Bearer " + token())
              .header("Content-Type", type)
              .POST(BodyPublishers.ofFile(file))
              .build();
      return answer(request);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keeps an application for devices. */
  public Reply upload(String name, String version, String handler, Path file) {
    String query = "?name=%s&version=%s&handler=%s".formatted(name, version, handler);
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(base + "/v1/_/packages" + query))
              .timeout(IMPORT_LIMIT)
              .header("Authorization", "Bearer " + token())
              .header("Content-Type", "application/octet-stream")
              .POST(BodyPublishers.ofFile(file))
              .build();
      return answer(request);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines of a table. */
  public List<String> table(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(IMPORT_LIMIT)
            .header("Authorization", "Bearer " + token())
            .build();
    try {
      HttpResponse<Stream<String>> answer = http.send(request, BodyHandlers.ofLines());
      assertThat(answer.statusCode()).isEqualTo(OK);
      return answer.body().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the test was interrupted", e);
    }
  }

  public Reply send(String method, String path, Optional<String> body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer " + token())
            .header("Content-Type", "application/json")
            .method(method, body.map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody))
            .build();
    try {
      return answer(request);
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    }
  }

  private Reply answer(HttpRequest request) throws IOException {
    try {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      return new Reply(answer.statusCode(), parsed(answer.body()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the test was interrupted", e);
    }
  }

  public PlacedOrder place(Order order) {
    return placed(order, post(REQUESTS, order.json()).ok());
  }

  /** The same where it may be placed already, by a call whose answer was lost. */
  PlacedOrder placeOnce(Order order) {
    Reply reply = post(REQUESTS, order.json());
    boolean taken = reply.status() == CONFLICT;
    return placed(order, taken ? requestOf(order.clientId()) : reply.ok());
  }

  private Reply requestOf(String clientId) {
    return new Reply(OK, items(get(REQUESTS + "?clientId=" + clientId)).getFirst());
  }

  private static PlacedOrder placed(Order order, Reply reply) {
    return new PlacedOrder(
        reply.at("/id"),
        reply.at("/clientId"),
        reply.at("/username"),
        order.password().orElseGet(() -> reply.at("/password")),
        Optional.of(reply.at("/activationKey")).filter(key -> !key.isEmpty()));
  }

  public Reply request(PlacedOrder order) {
    return get(REQUESTS + "/" + order.id()).ok();
  }

  public String status(PlacedOrder order) {
    return request(order).at("/executionStatus");
  }

  /** Why a request stands still, empty where it does not. */
  public String failureCause(PlacedOrder order) {
    return request(order).at("/options/extraOptions/slipway/failureCause");
  }

  public int attempts(PlacedOrder order) {
    return request(order).json().at("/options/extraOptions/slipway/attempts").asInt();
  }

  /** Waits until the request has this status, and returns it. */
  public Reply awaitStatus(PlacedOrder order, String status) {
    Patience.until(
        order.clientId() + " " + status + ", last " + status(order),
        () -> status(order).equals(status));
    return request(order);
  }

  /** Waits until the running request is at this step. */
  public void awaitStep(PlacedOrder order, String step) {
    Patience.until(
        order.clientId() + " at step " + step,
        () -> request(order).at("/options/extraOptions/slipway/step").equals(step));
  }

  /** Waits until the request stands still for this reason. */
  public void awaitCause(PlacedOrder order, String cause) {
    Patience.until(order.clientId() + " held by " + cause, () -> failureCause(order).equals(cause));
  }

  public void stop(PlacedOrder order) {
    post(REQUESTS + "/" + order.id() + "/_stop", "{\"forced\":false}").ok();
  }

  /** The attempts of a request, oldest first. */
  public List<JsonNode> executions(PlacedOrder order) {
    String sorted = "/executions?sortParam=startedOn&sortDir=ASCENDING";
    return items(get(REQUESTS + "/" + order.id() + sorted));
  }

  /** The device in the registry. */
  public Optional<JsonNode> device(String clientId) {
    return items(get("/v1/_/devices?clientId=" + clientId)).stream().findFirst();
  }

  /** What was issued for keys of a device. */
  public List<JsonNode> certificates(String clientId) {
    String id = device(clientId).orElseThrow().path("id").asText();
    return items(get("/v1/_/devices/" + id + "/certificates?certificateType=SSL"));
  }

  /** CONNECTED, DISCONNECTED, MISSING; empty for a device that nobody knows. */
  public String connection(String clientId) {
    return device(clientId).map(d -> d.at("/connection/status").asText()).orElse("");
  }

  public void awaitConnection(String clientId, String status) {
    Patience.until(clientId + " " + status, () -> connection(clientId).equals(status));
  }

  /** What has happened to a device, in the order in which the server learnt of it. */
  public List<String> events(String clientId) {
    return device(clientId).map(d -> d.path("id").asText()).stream()
        .flatMap(id -> eventsOf(id).stream())
        .map(e -> e.path("resource").asText())
        .collect(Collectors.toList());
  }

  /** Waits until all of this has happened to a device. */
  public void awaitEvents(String clientId, String... resources) {
    Patience.until(
        "events " + String.join(", ", resources) + " of " + clientId,
        () -> events(clientId).containsAll(List.of(resources)));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private List<JsonNode> eventsOf(String deviceId) {
    String sorted = "/events?sortParam=receivedOn&sortDir=ASCENDING&limit=200";
    return items(get("/v1/_/devices/" + deviceId + sorted));
  }

  private static List<JsonNode> items(Reply list) {
    List<JsonNode> items = new ArrayList<>();
    list.ok().json().path("items").forEach(items::add);
    return items;
  }

  private static JsonNode parsed(String body) {
    try {
      return body.isBlank() ? MissingNode.getInstance() : MAPPER.readTree(body);
    } catch (IOException notJson) {
      return MAPPER.getNodeFactory().textNode(body);
    }
  }
}
