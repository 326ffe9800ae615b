// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.router.JavalinDefaultRoutingApi;

/** Pages and resources that one {@link HttpServer} serves. */
@FunctionalInterface
public interface Routes {
  void addTo(JavalinDefaultRoutingApi routes);
}
