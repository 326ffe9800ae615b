// SPDX-License-Identifier: Apache-2.0
package io.slipway.observe;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the server lives, which an answer shows, and whether each part can do its work. */
public final class Health implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Health.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Anybody may ask, so asking often must cost nothing. */
  private static final Duration VALIDITY = Duration.ofSeconds(1);

  private final Map<String, Check> checks;
  private final Supplier<List<String>> warnings;
  private final Clock clock;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private Report latest;

  /** Returns when a part can do its work, throws where it cannot. */
  @FunctionalInterface
  public interface Check {
    void run() throws Exception;
  }

  /**
   * The state of all parts.
   *
   * @param parts what is wrong with each, empty where nothing is
   * @param warnings what goes wrong unless somebody does something; all is well until then
   */
  public record Report(Instant at, Map<String, Optional<String>> parts, List<String> warnings) {
    public boolean ready() {
      return parts.values().stream().allMatch(Optional::isEmpty);
    }

    /** As {@code GET /health} answers it. */
    public String json() {
      ObjectNode root = new ObjectMapper().createObjectNode();
      root.put("live", true);
      root.put("ready", ready());
      ObjectNode checks = root.putObject("checks");
      parts.forEach(
          (name, problem) -> {
            ObjectNode part = checks.putObject(name);
            part.put("ok", problem.isEmpty());
            problem.ifPresent(p -> part.put("problem", p));
          });
      if (!warnings.isEmpty()) {
        warnings.forEach(root.putArray("warnings")::add);
      }
      return root.toString();
    }
  }

  public Health(Map<String, Check> checks, Clock clock) {
    this(checks, List::of, clock);
  }

  /**
   * Health with warnings.
   *
   * @param warnings for anybody's eyes
   */
  public Health(Map<String, Check> checks, Supplier<List<String>> warnings, Clock clock) {
    this.checks = new LinkedHashMap<>(checks);
    this.warnings = warnings;
    this.clock = clock;
  }

  /** Asks all parts, side by side; within a second of the last time the last answer is given. */
  public synchronized Report report() {
    Instant now = clock.instant();
    if (latest == null || Duration.between(latest.at(), now).compareTo(VALIDITY) >= 0) {
      latest = new Report(now, ask(), warnings.get());
    }
    return latest;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private Map<String, Optional<String>> ask() {
    Map<String, Future<?>> asked = new LinkedHashMap<>();
    checks.forEach((name, check) -> asked.put(name, threads.submit(() -> run(check))));
    Map<String, Optional<String>> answers = new LinkedHashMap<>();
    asked.forEach((name, future) -> answers.put(name, problem(name, future)));
    return answers;
  }

  private static Void run(Check check) throws Exception {
    check.run();
    return null;
  }

  /** The reason is for the log; anybody may read the answer. */
  private static Optional<String> problem(String name, Future<?> check) {
    try {
      check.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return Optional.empty();
    } catch (TimeoutException e) {
      check.cancel(true);
      return Optional.of("no answer within " + PATIENCE.toSeconds() + " s");
    } catch (ExecutionException e) {
      LOG.warn("{} is not ready: {}", name, e.getCause().toString());
      return Optional.of("failed; see the log");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }
}
