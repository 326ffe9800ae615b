// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.osgi;

import io.slipway.agent.ProvisioningAgent;
import io.slipway.agent.SettingsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one agent at a time, in a thread of its own; none of its methods but the last waits. */
final class Runner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("io.slipway.agent");
  private static final Duration LEAVE = Duration.ofSeconds(3);
  private static final Duration END = Duration.ofSeconds(7);
  private static final long AGAIN_SECONDS = 10;

  private final Duration leave;
  private final ExecutorService work = Executors.newSingleThreadExecutor(this::named);
  private Optional<Run> current = Optional.empty();
  private volatile Optional<Thread> thread = Optional.empty();

  Runner() {
    this(LEAVE);
  }

  /**
   * Makes one.
   *
   * @param leave how long an agent that is told to end may take; who waits for an answer of the
   *     network after that is interrupted
   */
  Runner(Duration leave) {
    this.leave = leave;
  }

  /** Puts an agent together. */
  @FunctionalInterface
  interface Making {
    ProvisioningAgent agent() throws IOException;
  }

  /** Runs an agent as soon as the one before has ended, which is told to. */
  synchronized void start(Making making) {
    current.ifPresent(former -> former.stopWithin(leave));
    Run next = new Run(making);
    current = Optional.of(next);
    next.begin(work);
  }

  /** Returns when the thread is gone, which a pool calls terminated a moment before it is. */
  @Override
  public synchronized void close() {
    current.ifPresent(Run::stop);
    work.shutdown();
    try {
      if (thread.isPresent() && !endsWithin(leave)) {
        thread.get().interrupt();
        if (!endsWithin(END)) {
          LOG.warn("the agent does not end");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean endsWithin(Duration time) throws InterruptedException {
    thread.get().join(time.toMillis());
    return !thread.get().isAlive();
  }

  private Thread named(Runnable loop) {
    Thread made = new Thread(loop, "slipway-agent");
    made.setDaemon(true);
    thread = Optional.of(made);
    return made;
  }

  /** From the start of an agent to its end, with new tries where it could not begin. */
  private static final class Run {
    private final Making making;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private Optional<ProvisioningAgent> agent = Optional.empty();
    private Future<?> task = CompletableFuture.completedFuture(null);

    Run(Making making) {
      this.making = making;
    }

    synchronized void begin(ExecutorService in) {
      task = in.submit(this::work);
    }

    synchronized void stop() {
      stopped.countDown();
      agent.ifPresent(ProvisioningAgent::stop);
    }

    synchronized void stopWithin(Duration time) {
      stop();
      Future<?> running = task;
      CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS)
          .execute(() -> running.cancel(true));
    }

    private void work() {
      try {
        while (!attempt() && !stopped.await(AGAIN_SECONDS, TimeUnit.SECONDS)) {
          LOG.info("trying again");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** Returns whether that was all that can be done. */
    private boolean attempt() {
      if (stopped.getCount() == 0) {
        return true;
      }
      try {
        take(making.agent()).run();
        return true;
      } catch (SettingsException wrong) {
        LOG.error("the agent cannot run as it is configured: {}", wrong.getMessage());
        return true;
      } catch (IOException | UncheckedIOException failed) {
        LOG.warn("the agent cannot run now: {}", failed.getMessage());
        return false;
      } catch (RuntimeException bug) {
        LOG.error("the agent has failed", bug);
        return false;
      }
    }

    private synchronized ProvisioningAgent take(ProvisioningAgent made) {
      agent = Optional.of(made);
      if (stopped.getCount() == 0) {
        made.stop();
      }
      return made;
    }
  }
}
