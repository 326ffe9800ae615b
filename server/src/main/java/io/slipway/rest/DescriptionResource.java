// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.router.JavalinDefaultRoutingApi;

/** {@code openapi}: what this interface offers, for everybody, since it holds no secrets. */
final class DescriptionResource implements Routes {
  /** Both forms of one document. */
  private record Written(byte[] json, byte[] yaml) {}

  private Written written;

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    routes.get("/v1/openapi.json", http -> http.contentType(Answers.JSON).result(written().json()));
    routes.get(
        "/v1/openapi.yaml", http -> http.contentType("application/yaml").result(written().yaml()));
  }

  /** When first asked for, since the server would be ready later otherwise. */
  private synchronized Written written() {
    if (written == null) {
      OpenApiDocument document = new OpenApiDocument();
      written = new Written(document.json(), document.yaml());
    }
    return written;
  }
}
