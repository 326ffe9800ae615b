// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.router.JavalinDefaultRoutingApi;
import java.util.Optional;
import java.util.function.Function;

/** Answers an ACME authority that wants to see by HTTP who is here (RFC 8555, section 8.3). */
public final class AcmePage implements Routes {
  private final Function<String, Optional<String>> answers;

  /**
   * The page.
   *
   * @param answers to a token, where an order is under way
   */
  public AcmePage(Function<String, Optional<String>> answers) {
    this.answers = answers;
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    routes.get(
        "/.well-known/acme-challenge/{token}",
        http -> {
          Optional<String> answer = answers.apply(http.pathParam("token"));
          http.status(answer.isPresent() ? 200 : 404)
              .contentType("application/octet-stream")
              .result(answer.orElse(""));
        });
  }
}
