// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.packages;

import io.slipway.agent.handler.HandlerException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Something that takes long, done by a thread of its own, while the agent listens. */
public final class LongWork {
  private static final Duration LAST_PATIENCE = Duration.ofSeconds(5);

  private final FutureTask<Boolean> task;
  private final Thread thread;

  private LongWork(FutureTask<Boolean> task) {
    this.task = task;
    this.thread = new Thread(task, "slipway-package");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Begins.
   *
   * @param ended told when there is a result
   */
  public static LongWork begin(Callable<Boolean> what, Runnable ended) {
    return new LongWork(
        new FutureTask<>(what) {
          @Override
          protected void done() {
            ended.run();
          }
        });
  }

  public boolean ended() {
    return task.isDone();
  }

  /** Waits for a while, and says whether it has ended. */
  boolean endedWithin(Duration time) {
    return join(time) && task.isDone();
  }

  /** Asks it to end, and waits for that a few seconds. */
  public void stop() {
    thread.interrupt();
    join(LAST_PATIENCE);
  }

  /** What came of it, once it has ended; throws the reason where it failed. */
  public boolean result() throws HandlerException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new HandlerException(reason(e.getCause()));
    } catch (CancellationException | InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HandlerException("the agent ends");
    }
  }

  private static String reason(Throwable cause) {
    boolean plain = cause instanceof HandlerException && cause.getMessage() != null;
    return plain ? cause.getMessage() : cause.toString();
  }

  private boolean join(Duration time) {
    try {
      thread.join(Math.max(1, time.toMillis()));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
