// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.io.InputStream;
import java.util.Map;

/** {@code docs}: the description to read and to try out. All that it needs comes from here. */
final class DocsPages implements Routes {
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /** Files that the page loads, of which Swagger UI's come from its WebJar, by their types. */
  private static final Map<String, String> FILES =
      Map.of(
          "page.css", "text/css",
          "page.js", "text/javascript",
          "swagger-ui.css", "text/css",
          "swagger-ui-bundle.js", "text/javascript",
          "swagger-ui-bundle.js.LICENSE.txt", "text/plain");

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    routes.get(
        "/v1/docs",
        http -> {
          http.header("Content-Security-Policy", POLICY);
          answer(http, "index.html", "text/html");
        });
    FILES.forEach(
        (name, type) ->
            routes.get(
                "/v1/docs/" + name,
                http -> {
                  http.header("Cache-Control", "max-age=3600");
                  answer(http, name, type);
                }));
  }

  private static void answer(Context http, String name, String type) {
    InputStream file = DocsPages.class.getResourceAsStream("docs/" + name);
    http.contentType(type + "; charset=utf-8").result(file);
  }
}
