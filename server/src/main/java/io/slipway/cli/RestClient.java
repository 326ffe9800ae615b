// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Speaks REST with one server; turns whatever goes wrong into words for people. */
final class RestClient implements AutoCloseable {
  private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(10);
  private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(30);
  private static final Duration UPLOAD_PATIENCE = Duration.ofHours(1);
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String OWN_ACCOUNT = "_/";
  private static final String DATA = "data: ";

  private final URI server;
  private final Optional<String> token;
  private final HttpClient http;
  private String account = OWN_ACCOUNT;

  private RestClient(URI server, String caPem, Optional<String> token) {
    this.server = server;
    this.token = token;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(Trust.in(caPem))
            .connectTimeout(CONNECT_PATIENCE)
            .build();
  }

  static RestClient anonymous(URI server, String caPem) {
    return new RestClient(server, caPem, Optional.empty());
  }

  static RestClient of(SavedLogin login) {
    return new RestClient(login.server(), login.caPem(), Optional.of(login.token()));
  }

  /** From now on {@code _/} in a path stands for this account. */
  void actIn(String accountId) {
    account = accountId + "/";
  }

  JsonNode get(String path) {
    return get(path, Map.of());
  }

  JsonNode get(String path, Map<String, String> query) {
    return accepted(send("GET", path + text(query), BodyPublishers.noBody()));
  }

  /** Empty where there is no such thing. */
  Optional<JsonNode> find(String path) {
    HttpResponse<String> answer = send("GET", path, BodyPublishers.noBody());
    return answer.statusCode() == 404 ? Optional.empty() : Optional.of(accepted(answer));
  }

  JsonNode post(String path, JsonNode body) {
    return accepted(send("POST", path, BodyPublishers.ofString(body.toString())));
  }

  JsonNode put(String path, JsonNode body) {
    return accepted(send("PUT", path, BodyPublishers.ofString(body.toString())));
  }

  /** Sends a file of any length. */
  JsonNode upload(String path, Path file, String type) {
    return upload(path, file, type, sent -> {});
  }

  /**
   * The same.
   *
   * @param sent hears how many bytes have gone
   */
  JsonNode upload(String path, Path file, String type, LongConsumer sent) {
    try {
      HttpRequest request =
          request(path, UPLOAD_PATIENCE)
              .header("Content-Type", type)
              .POST(CountedFile.of(file, sent))
              .build();
      return accepted(answer(request, BodyHandlers.ofString()));
    } catch (FileNotFoundException e) {
      throw new CliException(file + " cannot be read", e);
    }
  }

  /** Writes bytes to a file, which is there only when they have the hash. */
  void save(String path, Path file, String sha256) {
    HttpResponse<InputStream> answer =
        answer(
            request(path, UPLOAD_PATIENCE).setHeader("Accept", "*/*").GET().build(),
            BodyHandlers.ofInputStream());
    try (InputStream body = answer.body()) {
      if (answer.statusCode() / 100 != 2) {
        accepted(answer.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
      }
      HashedFile.write(body, file, sha256);
    } catch (IOException broken) {
      throw new CliException(file + " could not be written: " + broken.getMessage(), broken);
    }
  }

  /** Hands on a text of any length line by line. Throws also where it broke off. */
  void download(String path, Consumer<String> reader) {
    HttpResponse<Stream<String>> answer =
        answer(request(path, UPLOAD_PATIENCE).GET().build(), BodyHandlers.ofLines());
    if (answer.statusCode() / 100 != 2) {
      accepted(answer.statusCode(), answer.body().collect(Collectors.joining("\n")));
    }
    try (Stream<String> lines = answer.body()) {
      lines.forEach(reader);
    } catch (UncheckedIOException e) {
      throw unreachable(e.getCause());
    }
  }

  void download(String path, Map<String, String> query, Consumer<String> reader) {
    download(path + text(query), reader);
  }

  /**
   * Hands on events as they come; returns when the stream has ended or the reader has enough.
   *
   * @param after the last event that was seen, where one was
   * @param reader false where it has enough
   */
  void events(
      String path, Map<String, String> query, Optional<Long> after, Predicate<JsonNode> reader) {
    HttpRequest.Builder request =
        request(path + text(query), ANSWER_PATIENCE).setHeader("Accept", "text/event-stream");
    after.ifPresent(id -> request.header("Last-Event-ID", id.toString()));
    HttpResponse<Stream<String>> answer = answer(request.GET().build(), BodyHandlers.ofLines());
    try (Stream<String> lines = answer.body()) {
      if (answer.statusCode() / 100 != 2) {
        accepted(answer.statusCode(), lines.collect(Collectors.joining("\n")));
      }
      Iterator<String> data = lines.filter(l -> l.startsWith(DATA)).iterator();
      boolean more = true;
      while (more && data.hasNext()) {
        more = reader.test(parsed(data.next().substring(DATA.length())));
      }
    } catch (UncheckedIOException cutOff) {
      // It goes on behind the last one that was seen.
      return;
    }
  }

  /** A file that the authority of the account that is acted in publishes to everybody. */
  byte[] published(String name) {
    String owner = account.equals(OWN_ACCOUNT) ? get("account").path("id").asText() + "/" : account;
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/pki/" + owner + name))
            .timeout(ANSWER_PATIENCE)
            .build();
    HttpResponse<byte[]> answer = answer(request, BodyHandlers.ofByteArray());
    if (answer.statusCode() == 404) {
      throw new CliException("the account has no authority yet: no device has had a certificate");
    }
    if (answer.statusCode() / 100 != 2) {
      accepted(answer.statusCode(), new String(answer.body(), StandardCharsets.UTF_8));
    }
    return answer.body();
  }

  /** What was deleted, where the server says it. */
  JsonNode delete(String path) {
    return accepted(send("DELETE", path, BodyPublishers.noBody()));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private HttpResponse<String> send(String method, String path, BodyPublisher body) {
    HttpRequest.Builder request = request(path, ANSWER_PATIENCE).method(method, body);
    if (body.contentLength() != 0) {
      request.header("Content-Type", "application/json");
    }
    return answer(request.build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path, Duration patience) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve("/v1/" + inAccount(path)))
            .timeout(patience)
            .header("Accept", "application/json");
    token.ifPresent(t -> request.header("Authorization", "Bearer " + t));
    return request;
  }

  private <T> HttpResponse<T> answer(HttpRequest request, BodyHandler<T> reader) {
    try {
      return http.send(request, reader);
    } catch (IOException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException("interrupted", e);
    }
  }

  private String inAccount(String path) {
    return path.startsWith(OWN_ACCOUNT) ? account + path.substring(OWN_ACCOUNT.length()) : path;
  }

  private CliException unreachable(IOException e) {
    if (e instanceof SSLException) {
      return new CliException(untrusted(String.valueOf(e.getMessage())), e);
    }
    if (e instanceof ConnectException || e instanceof HttpTimeoutException) {
      return new CliException("the server " + server + " cannot be reached; does it run there?", e);
    }
    return new CliException("the connection to " + server + " broke (" + e + ")", e);
  }

  private String untrusted(String reason) {
    boolean otherName =
        reason.contains("No subject alternative") || reason.contains("No name matching");
    return otherName
        ? "the certificate of " + server + " is for another name; use one that it holds"
        : "the certificate of " + server + " is not trusted; name its CA: slipway login --ca FILE";
  }

  private JsonNode accepted(HttpResponse<String> answer) {
    return accepted(answer.statusCode(), answer.body());
  }

  private JsonNode accepted(int status, String body) {
    if (status / 100 == 2) {
      return parsed(body);
    }
    String reason =
        Optional.of(parsed(body).path("message").asText(""))
            .filter(m -> !m.isBlank())
            .orElse("the server answered " + status);
    throw new CliException(
        switch (status) {
          case 401 -> token.isPresent() ? "your login has expired; run: slipway login" : reason;
          case 503 -> reason + "; try again later";
          default -> reason;
        });
  }

  private static JsonNode parsed(String body) {
    try {
      return body.isBlank() ? MissingNode.getInstance() : JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  private static String text(Map<String, String> query) {
    return query.isEmpty()
        ? ""
        : query.entrySet().stream()
            .map(e -> encoded(e.getKey()) + "=" + encoded(e.getValue()))
            .collect(Collectors.joining("&", "?", ""));
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
