// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers, as everything else here, what the HTTP server refuses before any resource sees it. */
final class JettyErrors extends ErrorHandler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = Math.max(response.getStatus(), 400);
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Answers.JSON);
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    Problem problem = Problem.ofStatus(status);
    problem
        .retryAfterSeconds()
        .ifPresent(s -> response.getHeaders().put(HttpHeader.RETRY_AFTER, s));
    response.write(true, ByteBuffer.wrap(problem.json()), callback);
    return true;
  }
}
