// SPDX-License-Identifier: Apache-2.0
package io.slipway.events;

import io.micrometer.core.instrument.MeterRegistry;
import io.slipway.domain.Id;
import io.slipway.domain.Webhook;
import io.slipway.store.Outbox;
import io.slipway.store.StaleException;
import io.slipway.store.Store;
import io.slipway.store.StoreUnavailableException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings events to webhooks. Each has turns of its own, so that one which is slow or away keeps
 * nobody else waiting. Where nodes share the database a webhook belongs to the one that took it up,
 * for as long as that is alive.
 */
public final class WebhookWorker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookWorker.class);
  private static final long LOOK_MILLIS = 500;

  /** What is seldom due is done every so many looks. */
  private static final int SELDOM = 20;

  private final Outbox outbox;
  private final EventRelay relay;
  private final WebhookRound round;
  private final WebhookMeters meters;
  private final Optional<Id> self;
  private final Clock clock;
  private final Set<Id> underWay = ConcurrentHashMap.newKeySet();
  private final CountDownLatch ending = new CountDownLatch(1);
  private final ExecutorService turns = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread thread;
  // Confined to the thread.
  private int looks;

  /**
   * @param self this node, where there may be others
   */
  public WebhookWorker(
      Store store,
      WebhookSender sender,
      WebhookSecrets secrets,
      Optional<Id> self,
      MeterRegistry registry,
      Clock clock) {
    this.outbox = store.outbox();
    this.relay = new EventRelay(outbox, store.nodes(), self);
    this.meters = new WebhookMeters(registry);
    this.round = new WebhookRound(outbox, sender, secrets, meters, clock);
    this.self = self;
    this.clock = clock;
    this.thread = Thread.ofPlatform().daemon().name("webhooks").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** Waits for what is being sent. */
  @Override
  public void close() {
    ending.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    turns.close();
  }

  private void run() {
    try {
      do {
        attempt(this::look);
      } while (!ending.await(LOOK_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      LOG.debug("webhooks end");
    }
  }

  /** What cannot be done now is done at the next look. */
  private static void attempt(Runnable task) {
    try {
      task.run();
    } catch (StaleException changed) {
      LOG.debug("a webhook was changed by somebody else", changed);
    } catch (StoreUnavailableException away) {
      LOG.debug("webhooks wait for the database", away);
    } catch (RuntimeException broken) {
      LOG.error("webhooks cannot be served", broken);
    }
  }

  private void look() {
    boolean seldom = looks++ % SELDOM == 0;
    if (relay.isOurs()) {
      relay.tell(now());
      if (seldom) {
        relay.forget(now());
        meters.waiting(outbox.waiting());
      }
    }
    for (Webhook hook : outbox.open(self, now())) {
      if (ending.getCount() > 0 && underWay.add(hook.id())) {
        turns.execute(() -> turn(hook));
      }
    }
  }

  private void turn(Webhook hook) {
    try {
      attempt(() -> deliver(hook));
    } finally {
      underWay.remove(hook.id());
    }
  }

  private void deliver(Webhook hook) {
    if (!hook.progress().owner().equals(self)) {
      outbox.takeUp(hook.takenUp(self));
    }
    boolean more = true;
    while (more && ending.getCount() > 0) {
      more = outbox.webhook(hook.id()).filter(this::isOurs).map(round::play).orElse(false);
    }
  }

  private boolean isOurs(Webhook hook) {
    return hook.terms().enabled()
        && !hook.progress().failing()
        && hook.progress().owner().equals(self);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
