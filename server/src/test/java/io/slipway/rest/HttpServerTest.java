// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.security.IdSource;
import io.slipway.store.StoreUnavailableException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpServerTest {
  private static final int MIB = 1024 * 1024;

  private final TestIdentity identity;
  private final HttpServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  HttpServerTest() throws Exception {
    identity = TestIdentity.make();
    server = server(0, List.of(HttpServerTest::routes));
  }

  @BeforeAll
  void start() throws IOException {
    server.start();
  }

  @AfterAll
  void stop() {
    server.close();
    client.close();
  }

  @Test
  void plainPage_isAnsweredAsItsPartMadeIt() throws Exception {
    HttpResponse<String> answer = send("GET", "/health");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).isEqualTo("{\"ready\":false}");
    assertThat(header(answer, "Content-Type")).isEqualTo("application/json");
  }

  @Test
  void answer_carriesSecurityHeadersAndNoServerName() throws Exception {
    HttpResponse<String> answer = send("GET", "/health");
    assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(answer, "X-Frame-Options")).isEqualTo("DENY");
    assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
    assertThat(header(answer, "Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(header(answer, "Content-Security-Policy")).contains("default-src 'none'");
    assertThat(answer.headers().map()).doesNotContainKeys("server", "x-powered-by");
  }

  @Test
  void requestId_isTheClientsWhereItIsSensible() throws Exception {
    assertThat(requestId("trace-1.a_B")).isEqualTo("trace-1.a_B");
    assertThat(requestId("a b")).isNotEqualTo("a b").isNotBlank();
    assertThat(requestId("x".repeat(65))).hasSizeLessThan(65);
    assertThat(requestId("one")).isNotEqualTo(requestId("two"));
  }

  @Test
  void head_isAnsweredAsGetWithoutBody() throws Exception {
    HttpResponse<String> answer = send("HEAD", "/health");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).isEmpty();
    assertThat(header(answer, "Content-Length")).isEqualTo("15");
  }

  @Test
  void unknownAddress_is404InJson() throws Exception {
    assertProblem(send("GET", "/nothing"), 404, "NOT_FOUND");
    assertThat(send("HEAD", "/nothing").statusCode()).isEqualTo(404);
  }

  @Test
  void unknownMethod_is405NamingTheKnown() throws Exception {
    for (String method : List.of("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FOO")) {
      HttpResponse<String> answer = send(method, "/health");
      assertProblem(answer, 405, "METHOD_NOT_ALLOWED");
      assertThat(header(answer, "Allow")).isEqualTo("GET, HEAD");
    }
  }

  @Test
  void brokenHandler_is500WithoutDetails() throws Exception {
    HttpResponse<String> answer = send("GET", "/broken");
    assertProblem(answer, 500, "INTERNAL_ERROR");
    assertThat(answer.body()).doesNotContain("secret detail");
  }

  @Test
  void answer_thatBreaksOff_doesNotLookWhole() throws Exception {
    assertThatThrownBy(() -> send("GET", "/half?bytes=" + MIB)).isInstanceOf(IOException.class);
    HttpResponse<String> nothingHadLeft = send("GET", "/half?bytes=10");
    assertProblem(nothingHadLeft, 503, "SERVICE_UNAVAILABLE");
    assertThat(nothingHadLeft.body()).startsWith("{");
  }

  @Test
  void storeAway_is503WithRetryAfter() throws Exception {
    HttpResponse<String> answer = send("GET", "/away");
    assertProblem(answer, 503, "SERVICE_UNAVAILABLE");
    assertThat(header(answer, "Retry-After")).isEqualTo("5");
    assertThat(answer.body()).doesNotContain("/var/lib");
  }

  @Test
  void body_ofOneMebibyteIsReadAndOneByteMoreIsNot() throws Exception {
    String fits = "{\"a\":\"" + "x".repeat(MIB - 8) + "\"}";
    assertThat(fits).hasSize(MIB);
    assertThat(post(BodyPublishers.ofString(fits)).statusCode()).isEqualTo(204);
    assertProblem(post(BodyPublishers.ofString(fits + " ")), 413, "PAYLOAD_TOO_LARGE");
  }

  @Test
  void chunkedBody_isLimitedToo() throws Exception {
    byte[] large = new byte[MIB + 1];
    HttpResponse<String> answer =
        post(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(large)));
    assertProblem(answer, 413, "PAYLOAD_TOO_LARGE");
  }

  @Test
  void body_isJsonInUtf8() throws Exception {
    assertThat(postAs("application/json; charset=utf-8", "{\"a\":\"ü\"}").statusCode())
        .isEqualTo(204);
    for (String other : List.of("text/plain", "application/xml", "application/jsonx")) {
      assertProblem(postAs(other, "{}"), 415, "UNSUPPORTED_MEDIA_TYPE");
    }
    byte[] latin1 = "{\"a\":\"\u00fc\"}".getBytes(StandardCharsets.ISO_8859_1);
    assertProblem(post(BodyPublishers.ofByteArray(latin1)), 400, "ILLEGAL_ARGUMENT");
    assertProblem(post(BodyPublishers.noBody()), 400, "ILLEGAL_ARGUMENT");
  }

  @Test
  void garbage_isRefusedInJson() throws Exception {
    assertThat(raw("GARBAGE\r\n\r\n")).startsWith("HTTP/1.1 400").contains("exceptionInfo");
    assertThat(raw("GET /health HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400");
    assertThat(raw("GET /../x HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 400");
    assertThat(raw("GET / HTTP/1.1\r\nHost: x\r\nA: " + "a".repeat(20_000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431")
        .contains("exceptionInfo")
        .doesNotContain("Jetty");
  }

  @Test
  void bodyThatComesTooSlowly_isTheClientsFault() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", server.httpPort())) {
      socket.setSoTimeout(100);
      String head =
          "POST /body HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
              + "Content-Length: 1000\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      Optional<String> answer = Optional.empty();
      for (int i = 0; i < 1000 && answer.isEmpty(); i++) {
        socket.getOutputStream().write(' ');
        answer = heard(socket);
      }
      assertThat(answer.orElseThrow())
          .startsWith("HTTP/1.1 408")
          .contains("REQUEST_TIMEOUT", "Connection: close");
    }
  }

  /** What is there to read, unless nothing comes for a while. */
  private static Optional<String> heard(Socket socket) throws IOException {
    try {
      byte[] answer = new byte[4096];
      int length = socket.getInputStream().read(answer);
      return Optional.of(new String(answer, 0, length, StandardCharsets.ISO_8859_1));
    } catch (SocketTimeoutException nothing) {
      return Optional.empty();
    }
  }

  @Test
  void ambiguousLength_isRefused() throws Exception {
    assertThat(
            raw(
                "POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"))
        .startsWith("HTTP/1.1 400");
  }

  @Test
  void https_speaksTls13() throws Exception {
    try (HttpClient trusting = HttpClient.newBuilder().sslContext(identity.trust()).build()) {
      HttpResponse<String> answer =
          trusting.send(
              HttpRequest.newBuilder(
                      URI.create("https://127.0.0.1:" + server.httpsPort() + "/health"))
                  .build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
    }
  }

  @Test
  void start_namesThePortThatIsTaken() throws Exception {
    int taken = server.httpPort();
    try (HttpServer second = server(taken, List.of())) {
      assertThatThrownBy(second::start)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("127.0.0.1:" + taken);
    }
  }

  @Test
  void close_letsRequestsUnderWayEnd() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    HttpServer draining =
        server(
            0,
            List.of(
                routes ->
                    routes.get(
                        "/slow",
                        http -> {
                          arrived.countDown();
                          release.await();
                          http.result("done");
                        })));
    draining.start();
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + draining.httpPort() + "/slow"))
                .build(),
            BodyHandlers.ofString());
    assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<Void> closed = CompletableFuture.runAsync(draining::close);
    release.countDown();
    assertThat(answer.get(10, TimeUnit.SECONDS).body()).isEqualTo("done");
    closed.get(10, TimeUnit.SECONDS);
  }

  private static void routes(io.javalin.router.JavalinDefaultRoutingApi routes) {
    new PlainPages(
            Map.of(
                "/health", () -> new PlainPages.Page(503, "application/json", "{\"ready\":false}")))
        .addTo(routes);
    routes.get(
        "/broken",
        http -> {
          throw new IllegalStateException("secret detail");
        });
    routes.get(
        "/away",
        http -> {
          throw new StoreUnavailableException("cannot open /var/lib/slipway");
        });
    routes.get(
        "/half",
        http -> {
          try (FileAnswer answer = FileAnswer.csv(http, "half.csv")) {
            answer.write("x".repeat(Integer.parseInt(http.queryParam("bytes"))));
            throw new StoreUnavailableException("the database is away");
          }
        });
    routes.post(
        "/body",
        http -> {
          Bodies.required(http).ignore("a").end();
          http.status(204);
        });
  }

  private HttpServer server(int httpPort, List<Routes> routes) throws Exception {
    return new HttpServer(
        new HttpSettings("127.0.0.1", 0, "127.0.0.1", httpPort),
        identity.tls(),
        new IdSource(Clock.systemUTC(), 1),
        routes);
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    return client.send(
        at(path).method(method, BodyPublishers.noBody()).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(HttpRequest.BodyPublisher body) throws Exception {
    return client.send(
        at("/body").header("Content-Type", "application/json").POST(body).build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> postAs(String contentType, String body) throws Exception {
    return client.send(
        at("/body").header("Content-Type", contentType).POST(BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }

  private String requestId(String sent) throws Exception {
    return header(
        client.send(at("/health").header("X-Request-Id", sent).build(), BodyHandlers.ofString()),
        "X-Request-Id");
  }

  private HttpRequest.Builder at(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.httpPort() + path));
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.httpPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      byte[] answer = new byte[4096];
      int length = socket.getInputStream().read(answer);
      return new String(answer, 0, length, StandardCharsets.ISO_8859_1);
    }
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String code) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(header(answer, "Content-Type")).isEqualTo("application/json");
    assertThat(answer.body())
        .contains("\"httpErrorCode\":" + status)
        .contains("\"kapuaErrorCode\":\"" + code + "\"");
  }
}
