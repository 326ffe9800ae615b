// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.slipway.registry.RefusedException;
import io.slipway.store.Page;
import io.slipway.store.PageRequest;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * A part of a list, asked for by parameters ({@code GET}) or by a body ({@code _query}).
 *
 * @param askTotalCount whether the whole list is to be counted too
 */
record Listing(PageRequest page, boolean askTotalCount) {
  private static final int DEFAULT_LIMIT = 50;

  /** As the parameters say; the caller reads its own ones and then ends the query. */
  static Listing of(Query query, Set<String> sortable) {
    return new Listing(query.page(sortable), query.flag("askTotalCount"));
  }

  /** As the body of {@code _query} or {@code _count} says. */
  static Listing ofBody(Context http) {
    JsonFields body = Bodies.optional(http).ignore("type");
    int limit = body.integer("limit").orElse(DEFAULT_LIMIT);
    int offset = body.integer("offset").orElse(0);
    boolean askTotalCount = body.flag("askTotalCount", false);
    body.end();
    if (limit < 1 || limit > PageRequest.MAX_LIMIT) {
      throw RefusedException.invalid("/limit", "must be from 1 to " + PageRequest.MAX_LIMIT);
    }
    if (offset < 0) {
      throw RefusedException.invalid("/offset", "must not be negative");
    }
    return new Listing(new PageRequest(limit, offset, Optional.empty(), true), askTotalCount);
  }

  <T> JsonView view(
      String type, Page<T> found, Function<T, JsonView> view, LongSupplier totalCount) {
    JsonView list =
        JsonView.of(type)
            .flag("limitExceeded", found.limitExceeded())
            .number("size", found.items().size());
    if (askTotalCount) {
      list.number("totalCount", totalCount.getAsLong());
    }
    return list.objects("items", found.items().stream().map(view).toList());
  }
}
