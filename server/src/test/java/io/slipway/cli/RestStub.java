// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that gives prepared answers and keeps what it was asked. */
final class RestStub implements AutoCloseable {
  record Asked(String line, String authorization, String body, String lastEventId) {}

  private record Answer(int status, String body) {}

  private final HttpServer server;
  private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  RestStub() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The answer to "METHOD path", without the query; the last of several stays. */
  RestStub answer(String line, int status, String body) {
    answers.computeIfAbsent(line, l -> new ArrayDeque<>()).add(new Answer(status, body));
    return this;
  }

  List<Asked> asked() {
    return asked;
  }

  Asked last() {
    return asked.get(asked.size() - 1);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      asked.add(
          new Asked(
              exchange.getRequestMethod() + " " + exchange.getRequestURI(),
              exchange.getRequestHeaders().getFirst("Authorization"),
              body,
              exchange.getRequestHeaders().getFirst("Last-Event-ID")));
      Answer answer = take(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
      byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private synchronized Answer take(String line) {
    Deque<Answer> waiting = answers.get(line);
    if (waiting == null) {
      return new Answer(404, "{\"message\":\"nothing at " + line + "\"}");
    }
    return waiting.size() > 1 ? waiting.removeFirst() : waiting.getFirst();
  }
}
