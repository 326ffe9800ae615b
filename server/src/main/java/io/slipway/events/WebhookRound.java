// SPDX-License-Identifier: Apache-2.0
package io.slipway.events;

import io.slipway.domain.Webhook;
import io.slipway.events.WebhookSender.Outcome;
import io.slipway.store.Outbox;
import io.slipway.store.Outbox.Delivery;
import io.slipway.store.Outbox.Retry;
import io.slipway.store.Outbox.Settled;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends a webhook what is due, each request's events in order, and writes down what came of it. */
final class WebhookRound {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookRound.class);
  private static final int AT_ONCE = 16;

  private final Outbox outbox;
  private final WebhookSender sender;
  private final WebhookSecrets secrets;
  private final WebhookMeters meters;
  private final Clock clock;

  WebhookRound(
      Outbox outbox,
      WebhookSender sender,
      WebhookSecrets secrets,
      WebhookMeters meters,
      Clock clock) {
    this.outbox = outbox;
    this.sender = sender;
    this.secrets = secrets;
    this.meters = meters;
    this.clock = clock;
  }

  /** A delivery and what came of it. */
  private record Sent(Delivery delivery, Outcome outcome) {}

  /** True where more may be sent at once. Whoever is away is only knocked at. */
  boolean play(Webhook hook) {
    List<Delivery> due = outbox.due(hook.id(), now(), hook.progress().away() ? 1 : AT_ONCE);
    if (due.isEmpty()) {
      return false;
    }
    List<Sent> sent = send(hook, due);
    Instant now = now();
    List<Settled> settled = sent.stream().map(s -> settled(s, now)).toList();
    Webhook next = next(hook, sent, settled, now);
    outbox.settle(next, settled);
    if (hook.progress().away() && next.progress().failures() == 0) {
      LOG.info("Webhook {} of account {} takes events again.", hook.id(), hook.scopeId());
      outbox.hurry(hook.id(), now);
    }
    return !next.progress().away() && !next.progress().failing();
  }

  private List<Sent> send(Webhook hook, List<Delivery> due) {
    List<Future<Sent>> posts = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Delivery delivery : due) {
        posts.add(threads.submit(() -> new Sent(delivery, sender.send(hook, delivery.event()))));
      }
    }
    return posts.stream().map(Future::resultNow).toList();
  }

  private Settled settled(Sent sent, Instant now) {
    Delivery delivery = sent.delivery();
    if (sent.outcome().taken()) {
      return new Settled(delivery.event().number(), Optional.empty());
    }
    int tries = delivery.tries() + 1;
    Retry retry =
        new Retry(
            tries,
            now.plus(RetryPauses.after(tries, secrets.chance())),
            delivery.failingSince().orElse(now));
    return new Settled(delivery.event().number(), Optional.of(retry));
  }

  private Webhook next(Webhook hook, List<Sent> sent, List<Settled> settled, Instant now) {
    List<Webhook.Failure> failures =
        sent.stream()
            .flatMap(s -> s.outcome().problem().stream())
            .map(problem -> new Webhook.Failure(now, problem))
            .toList();
    meters.delivered(sent.size() - failures.size());
    meters.failed(failures.size());
    if (failures.size() < sent.size()) {
      return given(hook.delivered(now, failures.stream().findFirst()), settled, now);
    }
    if (hook.progress().failures() == 0) {
      LOG.warn(
          "Webhook {} of account {} does not take what is sent, which is tried again: {}",
          hook.id(),
          hook.scopeId(),
          failures.getFirst().reason());
    }
    return given(hook.failed(failures.size(), failures.getFirst()), settled, now);
  }

  /** As it is, or given up where something has been tried for too long. */
  private static Webhook given(Webhook next, List<Settled> settled, Instant now) {
    boolean tooLong =
        settled.stream()
            .flatMap(s -> s.retry().stream())
            .anyMatch(r -> !r.failingSince().plus(RetryPauses.PATIENCE).isAfter(now));
    if (tooLong) {
      LOG.error(
          "Webhook {} of account {} is given up after three days; what waits for it is kept until"
              + " it is resumed.",
          next.id(),
          next.scopeId());
    }
    return tooLong ? next.givenUp() : next;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
