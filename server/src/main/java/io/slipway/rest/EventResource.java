// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.slipway.domain.EventKind;
import io.slipway.domain.Id;
import io.slipway.domain.RequestEvent;
import io.slipway.domain.Right;
import io.slipway.events.EventFeed;
import io.slipway.registry.RefusedException;
import io.slipway.store.StoreReader;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

/**
 * {@code events}: what happens to requests, as a stream of server-sent events. Ours; the original
 * has no such thing.
 */
final class EventResource implements Routes {
  private static final String ALL = "/v1/{scopeId}/events";
  private static final long RETRY_SECONDS = 30;

  private final Access access;
  private final StoreReader store;
  private final EventFeed feed;
  private final Clock clock;

  EventResource(Access access, StoreReader store, EventFeed feed, Clock clock) {
    this.access = access;
    this.store = store;
    this.feed = feed;
    this.clock = clock;
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    routes.get(ALL, this::stream);
  }

  private void stream(Context http) {
    Access.Caller caller = access.caller(http, Right.REQUEST_READ);
    Query query = new Query(http);
    Predicate<RequestEvent> wanted = wanted(query);
    query.end();
    OptionalLong last = lastSeen(http);
    if (!String.valueOf(http.header("Accept")).contains(EventStream.TYPE)) {
      throw Problem.of(
              406, "NOT_ACCEPTABLE", "events come as a stream: send Accept: text/event-stream")
          .thrown();
    }
    if (http.method().equals(HandlerType.HEAD)) {
      http.contentType(EventStream.TYPE);
      return;
    }
    Id user = caller.user().id();
    enter(user);
    try {
      long newest = feed.listen(caller.scopeId());
      EventStream stream = new EventStream(http, feed, clock);
      stream.play(
          Math.min(last.orElse(newest), newest),
          (after, most) -> store.outbox().events(caller.scopeId(), after, most),
          wanted,
          () -> access.caller(http, Right.REQUEST_READ));
    } finally {
      feed.leave(user);
    }
  }

  private void enter(Id user) {
    switch (feed.enter(user)) {
      case GRANTED -> {}
      case TOO_MANY_OF_USER ->
          throw Problem.of(
                  429, "TOO_MANY_REQUESTS", "the user has five streams open already: end one first")
              .retryAfter(RETRY_SECONDS)
              .thrown();
      case TOO_MANY ->
          throw Problem.of(503, "SERVICE_UNAVAILABLE", "too many streams are open here")
              .retryAfter(RETRY_SECONDS)
              .thrown();
    }
  }

  private static Predicate<RequestEvent> wanted(Query query) {
    Optional<String> clientId = query.text("clientId");
    List<String> words = query.text("kind").map(k -> List.of(k.split(",", -1))).orElse(List.of());
    Set<EventKind> kinds = WebhookResource.kinds("kind", words);
    return event ->
        clientId.map(event.clientId()::equals).orElse(true)
            && (kinds.isEmpty() || kinds.contains(event.kind()));
  }

  /** What a client says when it comes again. */
  private static OptionalLong lastSeen(Context http) {
    String text = http.header("Last-Event-ID");
    if (text == null || text.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!text.matches("[0-9]{1,18}")) {
      throw RefusedException.invalid("Last-Event-ID", "must be the id of an event");
    }
    return OptionalLong.of(Long.parseLong(text));
  }
}
