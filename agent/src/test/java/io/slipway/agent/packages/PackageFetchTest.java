// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.slipway.agent.handler.HandlerException;
import io.slipway.agent.packages.PackageFetch.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class PackageFetchTest {
  private static final Content CONTENT = Content.of(3, 3_000_000);
  private static final Limits LIMITS =
      new Limits(Duration.ofSeconds(20), Duration.ofMinutes(1), Duration.ofMillis(1));
  private static final Limits SOON_SILENT =
      new Limits(Duration.ofMillis(300), Duration.ofMinutes(1), Duration.ofMillis(1));
  private static final Limits SOON_OVER =
      new Limits(Duration.ofSeconds(20), Duration.ofSeconds(2), Duration.ofMillis(1));

  @TempDir private Path folder;
  private final Queue<String> asked = new ConcurrentLinkedQueue<>();
  private final AtomicLong progress = new AtomicLong();
  private ExecutorService threads;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    threads = Executors.newCachedThreadPool();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void content_isFetchedWhole() throws Exception {
    serve(exchange -> send(exchange, 200, 0, CONTENT.size()));
    fetch(LIMITS);
    assertThat(part()).hasBinaryContent(CONTENT.bytes());
    assertThat(asked).containsExactly("from the beginning");
  }

  @Test
  void contentThatIsThereInPart_isFetchedFromThereOn() throws Exception {
    Files.write(part(), CONTENT.part(0, 1_000_000));
    serveRanges(Integer.MAX_VALUE);
    fetch(LIMITS);
    assertThat(part()).hasBinaryContent(CONTENT.bytes());
    assertThat(asked).containsExactly("bytes=1000000-");
  }

  @Test
  void serverThatCutsAgainAndAgain_isAskedForTheRest() throws Exception {
    serveRanges(700_000);
    fetch(LIMITS);
    assertThat(part()).hasBinaryContent(CONTENT.bytes());
    assertThat(asked).hasSizeGreaterThan(4).contains("from the beginning");
  }

  @Test
  void serverThatKnowsNoRanges_beginsAnew() throws Exception {
    Files.write(part(), new byte[1_000_000]);
    serve(exchange -> send(exchange, 200, 0, CONTENT.size()));
    fetch(LIMITS);
    assertThat(part()).hasBinaryContent(CONTENT.bytes());
  }

  @Test
  void serverWithoutARangeOrLength_isFollowedToTheEnd() throws Exception {
    serve(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(CONTENT.bytes());
          exchange.close();
        });
    fetch(LIMITS);
    assertThat(part()).hasBinaryContent(CONTENT.bytes());
  }

  @Test
  void serverThatHasLessThanWhatCame_isAskedAnew() throws Exception {
    Files.write(part(), CONTENT.part(0, 1_000_000));
    serve(
        exchange -> {
          if (exchange.getRequestHeaders().containsKey("Range")) {
            exchange.sendResponseHeaders(416, -1);
          } else {
            send(exchange, 200, 0, CONTENT.size());
          }
        });
    fetch(LIMITS);
    assertThat(part()).hasBinaryContent(CONTENT.bytes());
  }

  @Test
  void redirect_isFollowed() throws Exception {
    serve(exchange -> send(exchange, 200, 0, CONTENT.size()));
    redirect("/moved", "/content");
    new PackageFetch(SSLContext::getDefault, InstantSource.system(), LIMITS)
        .fetch(url("/moved"), part(), CONTENT.size(), progress::set);
    assertThat(part()).hasBinaryContent(CONTENT.bytes());
  }

  @Test
  void redirectWithoutEnd_isRefused() {
    redirect("/content", "/content");
    assertRefused(LIMITS, "127.0.0.1: the server answers 302");
    assertThat(asked).hasSizeLessThan(20);
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 401, 403, 404, 410})
  void answerThatIsNoContent_isRefusedAtOnce(int status) {
    serve(exchange -> exchange.sendResponseHeaders(status, -1));
    assertRefused(LIMITS, "127.0.0.1: the server answers " + status);
    assertThat(asked).hasSize(1);
    assertThat(part()).isEmptyFile();
  }

  @Test
  void serverThatIsBroken_isTriedThreeTimes() {
    serve(exchange -> exchange.sendResponseHeaders(503, -1));
    assertRefused(LIMITS, "127.0.0.1: the server answers 503");
    assertThat(asked).hasSize(3);
  }

  @Test
  void contentOfAnotherSize_isRefusedBeforeItComes() {
    serve(exchange -> send(exchange, 200, 0, CONTENT.size() - 1));
    assertRefused(LIMITS, "127.0.0.1: it has 2999999 bytes and not 3000000");
    assertThat(part()).isEmptyFile();
  }

  @Test
  void bodyWithoutEnd_isCutWhereItIsTooLong() throws Exception {
    serve(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          while (true) {
            exchange.getResponseBody().write(CONTENT.bytes());
          }
        });
    assertRefused(LIMITS, "127.0.0.1: it is longer than its 3000000 bytes");
    assertThat(Files.size(part())).isLessThanOrEqualTo(CONTENT.size());
  }

  @Test
  void serverThatGoesOnElsewhere_isRefused() throws Exception {
    Files.write(part(), CONTENT.part(0, 1000));
    serve(exchange -> send(exchange, 206, 900, CONTENT.size()));
    assertRefused(LIMITS, "127.0.0.1: the server goes on where it was not asked to");
    assertThat(part()).hasBinaryContent(CONTENT.part(0, 1000));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes 1000-/3000000",
        "bytes -1000-2999999/3000000",
        "bytes 99999999999999999999-2999999/3000000",
        "bytes 1000-2999999/99999999999999999999",
        "bytes 1000-2999999/3000001",
        "items 1000-2999999/3000000"
      })
  void rangeThatIsNonsense_isRefused(String range) throws Exception {
    Files.write(part(), CONTENT.part(0, 1000));
    serve(
        exchange -> {
          exchange.getResponseHeaders().set("Content-Range", range);
          exchange.sendResponseHeaders(206, CONTENT.size() - 1000);
          exchange.getResponseBody().write(CONTENT.part(1000, 3_000_000));
          exchange.close();
        });
    assertThatThrownBy(() -> fetch(LIMITS))
        .isInstanceOf(HandlerException.class)
        .hasMessageMatching("127.0.0.1: (the server goes on where|it has \\d+ bytes and not).*");
    assertThat(part()).hasBinaryContent(CONTENT.part(0, 1000));
  }

  @Test
  void serverThatFallsSilent_isGivenUp() {
    serve(
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENT.size());
          hang();
        });
    assertRefused(SOON_SILENT, "127.0.0.1: nothing came for a while (0 s)");
  }

  @Test
  void serverThatDribbles_isGivenUp() {
    serve(
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENT.size());
          for (int i = 0; i < CONTENT.size(); i++) {
            exchange.getResponseBody().write(CONTENT.bytes()[i]);
            exchange.getResponseBody().flush();
            pause(50);
          }
        });
    assertRefused(SOON_OVER, "127.0.0.1: it took too long (2 s)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "file:///etc/passwd", "ftp://host/x", "http:///x", "http://u:p@h/x"})
  void whatIsNoAddressOfHttp_isRefused(String url) {
    PackageFetch fetch = new PackageFetch(SSLContext::getDefault, InstantSource.system(), LIMITS);
    assertThatThrownBy(() -> fetch.fetch(url, part(), 1, progress::set))
        .isInstanceOf(HandlerException.class)
        .hasMessage("it has no address of HTTP or HTTPS");
  }

  @Test
  void agentThatEnds_doesNotWait() {
    serve(exchange -> hang());
    LongWork work =
        LongWork.begin(
            () -> {
              fetch(LIMITS);
              return true;
            },
            () -> {});
    while (asked.isEmpty()) {
      assertThat(work.endedWithin(Duration.ofMillis(20))).isFalse();
    }
    work.stop();
    assertThat(work.ended()).isTrue();
  }

  private void assertRefused(Limits limits, String why) {
    assertThatThrownBy(() -> fetch(limits)).isInstanceOf(HandlerException.class).hasMessage(why);
  }

  private void fetch(Limits limits) throws Exception {
    new PackageFetch(SSLContext::getDefault, InstantSource.system(), limits)
        .fetch(url("/content"), part(), CONTENT.size(), progress::set);
  }

  private Path part() {
    return folder.resolve("part");
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private void redirect(String from, String to) {
    server.createContext(
        from,
        exchange -> {
          asked.add(from);
          exchange.getResponseHeaders().set("Location", to);
          exchange.sendResponseHeaders(302, -1);
        });
  }

  private void serve(HttpHandler handler) {
    server.createContext(
        "/content",
        exchange -> {
          List<String> range = exchange.getRequestHeaders().get("Range");
          asked.add(range == null ? "from the beginning" : range.get(0));
          handler.handle(exchange);
        });
  }

  /** Serves from where it is asked, and hangs up after so many bytes. */
  private void serveRanges(int most) {
    serve(
        exchange -> {
          List<String> range = exchange.getRequestHeaders().get("Range");
          int from = range == null ? 0 : Integer.parseInt(range.get(0).replaceAll("\\D", ""));
          send(exchange, range == null ? 200 : 206, from, Math.min(most, CONTENT.size() - from));
        });
  }

  private static void send(HttpExchange exchange, int status, int from, long length)
      throws IOException {
    boolean cut = from + length < CONTENT.size() && from + length != CONTENT.size() - 1;
    long announced = cut ? CONTENT.size() - from : length;
    if (status == 206) {
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range",
              "bytes %d-%d/%d".formatted(from, CONTENT.size() - 1, CONTENT.size()));
    }
    exchange.sendResponseHeaders(status, announced);
    exchange.getResponseBody().write(CONTENT.part(from, (int) Math.min(length, announced)));
    exchange.getResponseBody().flush();
    exchange.close();
  }

  /** Until the test ends. */
  private static void hang() throws IOException {
    pause(60_000);
  }

  private static void pause(long millis) throws IOException {
    try {
      new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
