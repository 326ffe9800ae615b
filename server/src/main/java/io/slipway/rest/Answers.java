// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;

/** Writes answers. */
final class Answers {
  static final String JSON = "application/json";

  private Answers() {}

  static void ok(Context http, JsonView view) {
    http.status(200).contentType(JSON).result(view.bytes());
  }

  static void created(Context http, JsonView view) {
    http.status(201).contentType(JSON).result(view.bytes());
  }

  static void count(Context http, long count) {
    ok(http, JsonView.of("countResult").number("count", count));
  }

  static void problem(Context http, Problem problem) {
    problem.retryAfterSeconds().ifPresent(s -> http.header("Retry-After", Long.toString(s)));
    if (problem.status() == 401) {
      http.header("WWW-Authenticate", "Bearer");
    }
    http.status(problem.status()).contentType(JSON).result(problem.json());
  }
}
