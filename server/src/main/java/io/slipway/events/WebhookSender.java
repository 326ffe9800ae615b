// SPDX-License-Identifier: Apache-2.0
package io.slipway.events;

import io.slipway.domain.RequestEvent;
import io.slipway.domain.Webhook;
import io.slipway.protocol.message.Secret;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Posts events to webhooks. */
public final class WebhookSender implements AutoCloseable {
  /** Who has not answered by then does not count as having taken it. */
  public static final Duration USUAL_LIMIT = Duration.ofSeconds(10);

  private static final int LONGEST_REASON = 200;

  private final WebhookTargets targets;
  private final WebhookSecrets secrets;
  private final Duration limit;
  private final Clock clock;
  private final HttpClient http;

  public WebhookSender(
      WebhookTargets targets, WebhookSecrets secrets, Duration limit, Clock clock) {
    this.targets = targets;
    this.secrets = secrets;
    this.limit = limit;
    this.clock = clock;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /**
   * What came of it.
   *
   * @param status that was answered, where something was
   * @param problem why it does not count as taken, where it does not
   */
  public record Outcome(Optional<Integer> status, Optional<String> problem, Duration took) {
    public boolean taken() {
      return problem.isEmpty();
    }

    public long millis() {
      return took.toMillis();
    }
  }

  Outcome send(Webhook hook, RequestEvent event) {
    return post(hook, event.number(), event.kind().word(), EventJson.of(event));
  }

  /** Tells the receiver no more than that it is reached. */
  public Outcome test(Webhook hook) {
    return post(hook, 0, EventJson.TEST, EventJson.test(hook.scopeId(), clock.instant()));
  }

  private Outcome post(Webhook hook, long number, String kind, String json) {
    Instant begun = clock.instant();
    try {
      URI uri = URI.create(hook.terms().url());
      targets.requireAllowed(uri);
      byte[] body = json.getBytes(StandardCharsets.UTF_8);
      Secret secret = secrets.open(hook.sealedSecret());
      HttpRequest request =
          HttpRequest.newBuilder(uri)
              .header("Content-Type", "application/json")
              .header("User-Agent", "slipway")
              .header("Slipway-Event-Id", Long.toString(number))
              .header("Slipway-Event-Kind", kind)
              .header("Slipway-Signature", WebhookSignature.of(secret, begun, body))
              .POST(BodyPublishers.ofByteArray(body))
              .build();
      int status = answered(request);
      Optional<String> problem =
          Optional.of("the receiver answered " + status).filter(p -> status / 100 != 2);
      return new Outcome(Optional.of(status), problem, took(begun));
    } catch (IOException | RuntimeException failed) {
      return new Outcome(Optional.empty(), Optional.of(reason(failed)), took(begun));
    }
  }

  private int answered(HttpRequest request) throws IOException {
    CompletableFuture<HttpResponse<Void>> answer =
        http.sendAsync(request, head -> new LittleBody());
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS).statusCode();
    } catch (TimeoutException late) {
      throw new IOException("no answer within " + limit.toSeconds() + " s", late);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      answer.cancel(true);
    }
  }

  private Duration took(Instant begun) {
    return Duration.between(begun, clock.instant());
  }

  private static String reason(Exception failed) {
    if (failed instanceof ConnectException) {
      return "nobody takes the connection";
    }
    String text = failed.getMessage() == null ? failed.toString() : failed.getMessage();
    String plain = text.replaceAll("\\p{Cntrl}", " ");
    return plain.substring(0, Math.min(plain.length(), LONGEST_REASON));
  }

  /** Gives up what is being sent. */
  @Override
  public void close() {
    http.shutdownNow();
  }
}
