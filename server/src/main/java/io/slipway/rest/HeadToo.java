// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.ExceptionHandler;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.sse.SseHandler;
import io.javalin.router.Endpoint;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.javalin.security.RouteRole;
import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsExceptionHandler;
import io.javalin.websocket.WsHandlerType;
import java.util.function.Consumer;

/**
 * Answers {@code HEAD} as {@code GET}, only without the body. Left alone, Javalin would say 200 to
 * it without asking anybody.
 */
record HeadToo(JavalinDefaultRoutingApi routes) implements JavalinDefaultRoutingApi {
  @Override
  public JavalinDefaultRoutingApi addEndpoint(Endpoint endpoint) {
    routes.addEndpoint(endpoint);
    if (endpoint.method.equals(HandlerType.GET) && !(endpoint.handler instanceof SseHandler)) {
      routes.addEndpoint(new Endpoint(HandlerType.HEAD, endpoint.path, endpoint.handler));
    }
    return this;
  }

  @Override
  public <E extends Exception> JavalinDefaultRoutingApi exception(
      Class<E> type, ExceptionHandler<? super E> handler) {
    routes.exception(type, handler);
    return this;
  }

  @Override
  public JavalinDefaultRoutingApi error(int status, String contentType, Handler handler) {
    routes.error(status, contentType, handler);
    return this;
  }

  @Override
  public <E extends Exception> JavalinDefaultRoutingApi wsException(
      Class<E> type, WsExceptionHandler<? super E> handler) {
    routes.wsException(type, handler);
    return this;
  }

  @Override
  public JavalinDefaultRoutingApi addWsHandler(
      WsHandlerType type, String path, Consumer<WsConfig> config, RouteRole... roles) {
    routes.addWsHandler(type, path, config, roles);
    return this;
  }
}
