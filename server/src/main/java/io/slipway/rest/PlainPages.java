// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.router.JavalinDefaultRoutingApi;
import java.util.Map;
import java.util.function.Supplier;

/** Pages that other parts make, such as health and metrics, by their paths. */
public final class PlainPages implements Routes {

  /** One page as it is now. */
  public record Page(int status, String contentType, String body) {}

  private final Map<String, Supplier<Page>> pages;

  public PlainPages(Map<String, Supplier<Page>> pages) {
    this.pages = Map.copyOf(pages);
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    pages.forEach(
        (path, source) ->
            routes.get(
                path,
                http -> {
                  Page page = source.get();
                  http.status(page.status()).contentType(page.contentType()).result(page.body());
                }));
  }
}
