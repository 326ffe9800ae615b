// SPDX-License-Identifier: Apache-2.0
package io.slipway.events;

import io.slipway.domain.Id;
import io.slipway.store.Outbox;
import io.slipway.store.StoreUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells streams that there are events, of whatever node: as long as any is open, this looks for all
 * of them whether there is a new one.
 */
public final class EventFeed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);
  private static final long LOOK_MILLIS = 500;
  private static final int MOST_OF_A_USER = 5;
  private static final int MOST = 200;

  /** For so long events are kept for a stream that has ended and may come again. */
  private static final Duration KEPT = Duration.ofDays(1);

  private final Outbox outbox;
  private final Clock clock;
  private final CountDownLatch ending = new CountDownLatch(1);
  private final Thread thread = Thread.ofPlatform().daemon().name("events").unstarted(this::run);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // Guarded by the lock.
  private final Map<Id, Integer> open = new HashMap<>();
  private int streams;
  private long newest;
  private boolean closed;

  public EventFeed(Outbox outbox, Clock clock) {
    this.outbox = outbox;
    this.clock = clock;
  }

  /** Whether there is room for a stream. */
  public enum Admission {
    GRANTED,
    TOO_MANY_OF_USER,
    TOO_MANY
  }

  public void start() {
    thread.start();
  }

  /** Who is let in must {@link #leave}. */
  public Admission enter(Id userId) {
    lock.lock();
    try {
      int ofUser = open.getOrDefault(userId, 0);
      if (closed || streams >= MOST) {
        return Admission.TOO_MANY;
      }
      if (ofUser >= MOST_OF_A_USER) {
        return Admission.TOO_MANY_OF_USER;
      }
      open.put(userId, ofUser + 1);
      streams++;
      return Admission.GRANTED;
    } finally {
      lock.unlock();
    }
  }

  public void leave(Id userId) {
    lock.lock();
    try {
      open.computeIfPresent(userId, (id, count) -> count == 1 ? null : count - 1);
      streams--;
    } finally {
      lock.unlock();
    }
  }

  /** From now on events of this account are there to be read; returns the newest of them all. */
  public long listen(Id scopeId) {
    outbox.listen(scopeId, clock.instant().plus(KEPT));
    return outbox.newestEvent();
  }

  /**
   * Waits until there is a newer event than the one that is known, of whatever account, but no
   * longer than that; returns the newest.
   */
  public long await(long known, Duration patience) {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (!closed && newest <= known && left > 0) {
        left = changed.awaitNanos(left);
      }
      return Math.max(known, newest);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return known;
    } finally {
      lock.unlock();
    }
  }

  /** Whether all streams are to end. */
  public boolean closed() {
    return ending.getCount() == 0;
  }

  private void run() {
    try {
      while (!ending.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      LOG.debug("the feed of events ends");
    }
  }

  private void look() {
    try {
      if (isWatched()) {
        tell(outbox.newestEvent());
      }
    } catch (StoreUnavailableException away) {
      LOG.debug("streams of events wait for the database", away);
    }
  }

  private boolean isWatched() {
    lock.lock();
    try {
      return streams > 0;
    } finally {
      lock.unlock();
    }
  }

  private void tell(long number) {
    lock.lock();
    try {
      newest = number;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    ending.countDown();
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
