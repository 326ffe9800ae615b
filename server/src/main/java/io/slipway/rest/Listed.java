// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.slipway.domain.Id;
import io.slipway.store.Page;
import io.slipway.store.PageRequest;
import java.util.Set;
import java.util.function.Function;

/**
 * What belongs to an account or another entity, in the three ways that REST tells of it: by
 * parameters ({@code GET}), by a body ({@code _query}), and counted ({@code _count}).
 *
 * @param type of the answer
 * @param sortable what it can be sorted by
 * @param everything lets all through
 * @param filter reads the parameters that restrict
 */
record Listed<F, T>(
    String type,
    Set<String> sortable,
    F everything,
    Function<Query, F> filter,
    Pages<F, T> pages,
    Counts<F> counts) {

  /** Reads a page of what belongs to an entity. */
  @FunctionalInterface
  interface Pages<F, T> {
    Page<T> of(Id whole, F filter, PageRequest page);
  }

  /** Counts what belongs to an entity. */
  @FunctionalInterface
  interface Counts<F> {
    long of(Id whole, F filter);
  }

  void list(Context http, Id whole, Function<T, JsonView> view) {
    Query query = new Query(http);
    Listing listing = Listing.of(query, sortable);
    F wanted = filter.apply(query);
    query.end();
    answer(http, whole, listing, wanted, view);
  }

  void query(Context http, Id whole, Function<T, JsonView> view) {
    answer(http, whole, Listing.ofBody(http), everything, view);
  }

  void count(Context http, Id whole) {
    count(http, whole, everything);
  }

  void count(Context http, Id whole, F wanted) {
    Listing.ofBody(http);
    Answers.count(http, counts.of(whole, wanted));
  }

  void answer(Context http, Id whole, Listing listing, F wanted, Function<T, JsonView> view) {
    Answers.ok(
        http,
        listing.view(
            type, pages.of(whole, wanted, listing.page()), view, () -> counts.of(whole, wanted)));
  }
}
