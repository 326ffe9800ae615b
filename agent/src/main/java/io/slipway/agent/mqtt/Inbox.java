// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.mqtt;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Everything that happens, in order. A wish to stop is never overtaken or forgotten. */
public final class Inbox {
  /** The platform has one request open at a time; more than this is an attack or an error. */
  private static final int MOST_MESSAGES = 16;

  private final BlockingQueue<Happening> queue = new LinkedBlockingQueue<>();
  private volatile boolean stopping;

  /** Drops messages beyond a bound: the platform repeats what it wants answered. */
  void put(Happening happening) {
    if (!(happening instanceof Happening.Message) || queue.size() < MOST_MESSAGES) {
      queue.add(happening);
    }
  }

  public void stop() {
    stopping = true;
    queue.add(new Happening.StopWanted());
  }

  /** Something has ended that the agent does beside listening. */
  public void workEnded() {
    queue.add(new Happening.WorkEnded());
  }

  public boolean stopping() {
    return stopping;
  }

  /** What happens next, or empty after a time in which nothing does. */
  public Optional<Happening> next(Duration atMost) {
    if (stopping) {
      return Optional.of(new Happening.StopWanted());
    }
    try {
      return Optional.ofNullable(queue.poll(Math.max(0, atMost.toMillis()), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopping = true;
      return Optional.of(new Happening.StopWanted());
    }
  }

  /** Forgets what came over connections that are closed. */
  void clear() {
    queue.removeIf(h -> !(h instanceof Happening.StopWanted));
  }
}
