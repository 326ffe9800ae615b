// SPDX-License-Identifier: Apache-2.0
package io.slipway.events;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.slipway.protocol.message.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToIntFunction;

/** Whoever is told by a webhook: keeps what it gets, and answers what a test wants. */
public final class Receiver implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Post> posts = new CopyOnWriteArrayList<>();
  private volatile ToIntFunction<Post> answer = post -> 204;

  /** What was sent. */
  public record Post(String body, String id, String kind, String signature, String path) {
    /** Whether it is signed with this secret, as a receiver finds out. */
    public boolean isSigned(Secret secret) {
      Instant at = Instant.ofEpochSecond(Long.parseLong(signature.replaceAll("t=(\\d+),.*", "$1")));
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      return signature.equals(WebhookSignature.of(secret, at, bytes));
    }
  }

  public Receiver() {
    this(0);
  }

  /** At the port where another has been before. */
  public Receiver(int port) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public String url() {
    return "http://127.0.0.1:" + port() + "/hook";
  }

  /** What was taken, and what was not. */
  public List<Post> posts() {
    return List.copyOf(posts);
  }

  /** From now on it answers so. */
  public void answers(ToIntFunction<Post> status) {
    answer = status;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Headers headers = exchange.getRequestHeaders();
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Post post =
          new Post(
              body,
              headers.getFirst("Slipway-Event-Id"),
              headers.getFirst("Slipway-Event-Kind"),
              headers.getFirst("Slipway-Signature"),
              exchange.getRequestURI().getPath());
      posts.add(post);
      int status = answer.applyAsInt(post);
      exchange.getResponseHeaders().set("Location", "/elsewhere");
      exchange.sendResponseHeaders(status, -1);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
