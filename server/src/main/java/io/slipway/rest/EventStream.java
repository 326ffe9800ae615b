// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.slipway.domain.RequestEvent;
import io.slipway.events.EventFeed;
import io.slipway.events.EventJson;
import io.slipway.registry.RefusedException;
import io.slipway.store.StoreUnavailableException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One stream of server-sent events; lasts until its client, its session or the server ends. */
final class EventStream {
  static final String TYPE = "text/event-stream";
  private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
  private static final int AT_ONCE = 200;
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /** How long a session that has ended may go on reading. */
  private static final Duration TRUST = Duration.ofSeconds(5);

  private final EventFeed feed;
  private final Clock clock;
  private final OutputStream out;
  private Instant written;

  EventStream(Context http, EventFeed feed, Clock clock) {
    this.feed = feed;
    this.clock = clock;
    this.written = clock.instant();
    http.status(200).contentType(TYPE).header("X-Accel-Buffering", "no");
    try {
      // Not through what compresses, which would keep events back.
      this.out = http.res().getOutputStream();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  /** Reads events after one of them. */
  interface Source {
    List<RequestEvent> after(long number, int most);
  }

  /**
   * Returns when it has ended.
   *
   * @param after what the client has seen
   * @param right throws where the client may not listen any more
   */
  void play(long after, Source source, Predicate<RequestEvent> wanted, Runnable right) {
    try {
      write("retry: 2000\n\n");
      long seen = after;
      long known = 0;
      Instant trusted = clock.instant();
      while (!feed.closed()) {
        List<RequestEvent> some = source.after(seen, AT_ONCE);
        for (RequestEvent event : some) {
          seen = event.number();
          if (wanted.test(event)) {
            write(text(event));
          }
        }
        if (some.size() < AT_ONCE) {
          known = rest(known);
        }
        if (!clock.instant().isBefore(trusted.plus(TRUST))) {
          right.run();
          trusted = clock.instant();
        }
      }
    } catch (IOException | UncheckedIOException gone) {
      LOG.debug("the client of a stream is gone");
    } catch (Problem.Thrown | RefusedException | StoreUnavailableException over) {
      LOG.debug("a stream ends: {}", over.getMessage());
    }
  }

  /** Waits for another event, and shows meanwhile that it is alive. */
  private long rest(long known) throws IOException {
    long newest = feed.await(known, TRUST);
    if (!clock.instant().isBefore(written.plus(HEARTBEAT))) {
      write(": still here\n\n");
    }
    return newest;
  }

  private static String text(RequestEvent event) {
    return "id: %d\nevent: %s\ndata: %s\n\n"
        .formatted(event.number(), event.kind().word(), EventJson.of(event));
  }

  private void write(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
    written = clock.instant();
  }
}
