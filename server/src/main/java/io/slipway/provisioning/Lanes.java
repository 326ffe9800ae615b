// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import io.slipway.domain.Id;
import io.slipway.store.StoreUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs each request's {@link Lane}: its jobs in order, different requests side by side. */
final class Lanes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);
  private static final int MAX_WAITING = 64;
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(5);

  private final ConcurrentHashMap<Id, Track> tracks = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledThreadPoolExecutor timer;
  private final Function<Id, Lane> lanes;
  private final Clock clock;

  Lanes(Function<Id, Lane> lanes, Clock clock) {
    this.lanes = lanes;
    this.clock = clock;
    this.timer =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("lanes").factory());
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /**
   * A lane with the jobs that wait for it. Changed only inside {@link ConcurrentHashMap#compute}.
   */
  private static final class Track {
    final Lane lane;
    final Queue<Runnable> waiting = new ArrayDeque<>();
    boolean busy;
    Optional<Future<?>> alarm = Optional.empty();

    Track(Lane lane) {
      this.lane = lane;
    }
  }

  /**
   * Runs a job on a request's lane after all that was submitted before it.
   *
   * @return its result; fails with {@link StoreUnavailableException} when too much waits already
   */
  <T> CompletableFuture<T> submit(Id requestId, Function<Lane, T> job) {
    return submit(requestId, job, MAX_WAITING);
  }

  /** Runs what must not be refused: what a connection says, which its broker keeps bounded. */
  CompletableFuture<Void> runAlways(Id requestId, Consumer<Lane> job) {
    return submit(requestId, returningNothing(job), Integer.MAX_VALUE);
  }

  private <T> CompletableFuture<T> submit(Id requestId, Function<Lane, T> job, int maxWaiting) {
    CompletableFuture<T> result = new CompletableFuture<>();
    tracks.compute(
        requestId,
        (id, found) -> {
          Track track = found == null ? new Track(lanes.apply(id)) : found;
          if (track.waiting.size() >= maxWaiting) {
            result.completeExceptionally(
                new StoreUnavailableException("too much is under way for request " + id));
            return track;
          }
          track.waiting.add(() -> run(job, track.lane, result));
          if (!track.busy && !start(id, track)) {
            track.waiting.clear();
            result.completeExceptionally(new StoreUnavailableException("the server is ending"));
          }
          return track;
        });
    return result;
  }

  /** Jobs that wait for others of the same request. */
  int waiting() {
    return tracks.values().stream().mapToInt(track -> track.waiting.size()).sum();
  }

  int size() {
    return tracks.size();
  }

  /** The requests that something is known of here. */
  Set<Id> held() {
    return Set.copyOf(tracks.keySet());
  }

  /** Runs a job where the request is known here; else there is nothing to be done. */
  void runIfHeld(Id requestId, Consumer<Lane> job) {
    if (tracks.containsKey(requestId)) {
      run(requestId, job)
          .exceptionally(
              failed -> {
                LOG.debug("what changed of {} is looked for later", requestId);
                return null;
              });
    }
  }

  CompletableFuture<Void> run(Id requestId, Consumer<Lane> job) {
    return submit(requestId, returningNothing(job));
  }

  private static Function<Lane, Void> returningNothing(Consumer<Lane> job) {
    return lane -> {
      job.accept(lane);
      return null;
    };
  }

  private boolean start(Id id, Track track) {
    try {
      threads.execute(() -> drain(id, track));
      track.busy = true;
      return true;
    } catch (RejectedExecutionException closing) {
      return false;
    }
  }

  private static <T> void run(Function<Lane, T> job, Lane lane, CompletableFuture<T> result) {
    try {
      result.complete(job.apply(lane));
    } catch (StoreUnavailableException away) {
      result.completeExceptionally(away);
    } catch (RuntimeException | Error broken) {
      // Whatever it was, the jobs behind this one must not wait for ever.
      LOG.error("a decision could not be carried out", broken);
      result.completeExceptionally(broken);
    }
  }

  private void drain(Id id, Track track) {
    for (Optional<Runnable> job = next(id, track); job.isPresent(); job = next(id, track)) {
      job.get().run();
    }
  }

  /** The next job; where there is none, the lane is put to rest or forgotten. */
  private Optional<Runnable> next(Id id, Track track) {
    CompletableFuture<Optional<Runnable>> job = new CompletableFuture<>();
    tracks.compute(
        id,
        (i, same) -> {
          job.complete(Optional.ofNullable(track.waiting.poll()));
          if (job.join().isPresent()) {
            return track;
          }
          track.busy = false;
          track.alarm.ifPresent(a -> a.cancel(false));
          track.alarm = track.lane.deadline().flatMap(at -> alarm(i, at));
          return track.lane.idle() && track.alarm.isEmpty() ? null : track;
        });
    return job.join();
  }

  private Optional<Future<?>> alarm(Id id, Instant at) {
    long millis = Math.max(1, Duration.between(clock.instant(), at).toMillis() + 1);
    try {
      return Optional.of(timer.schedule(() -> ring(id), millis, TimeUnit.MILLISECONDS));
    } catch (RejectedExecutionException closing) {
      return Optional.empty();
    }
  }

  private void ring(Id id) {
    run(id, Lane::tick)
        .exceptionally(
            failed -> {
              LOG.debug("a timer of {} will ring again", id);
              return null;
            });
  }

  /** Lets what has begun come to its end, within a limit. */
  @Override
  public void close() {
    timer.shutdownNow();
    threads.shutdown();
    try {
      if (!threads.awaitTermination(DRAIN_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
