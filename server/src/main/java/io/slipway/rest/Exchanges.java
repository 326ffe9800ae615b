// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.slipway.registry.RefusedException;
import io.slipway.security.IdSource;
import io.slipway.store.StoreUnavailableException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.BadMessageException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every request gets, whatever it is about: a name, headers, and an answer when it fails. */
final class Exchanges {
  private static final Logger LOG = LoggerFactory.getLogger(Exchanges.class);
  private static final String REQUEST_ID = "X-Request-Id";
  private static final Pattern SENSIBLE_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final IdSource ids;

  Exchanges(IdSource ids) {
    this.ids = ids;
  }

  void addTo(JavalinConfig config) {
    config.requestLogger.http(
        (http, millis) ->
            LOG.debug(
                "{} {} {} {} {} ms {}",
                http.ip(),
                http.method(),
                http.path(),
                http.statusCode(),
                millis.intValue(),
                requestId(http)));
    config
        .routes
        .before(this::begin)
        .exception(Problem.Thrown.class, (e, http) -> answer(http, e.problem()))
        .exception(RefusedException.class, (e, http) -> answer(http, Problem.of(e)))
        .exception(UncheckedIOException.class, Exchanges::gone)
        .exception(StoreUnavailableException.class, Exchanges::storeAway)
        .exception(HttpResponseException.class, Exchanges::refusedByServer)
        .exception(BadMessageException.class, Exchanges::misread)
        .exception(Exception.class, Exchanges::broken);
  }

  private void begin(Context http) {
    String id =
        Optional.ofNullable(http.header(REQUEST_ID))
            .filter(i -> SENSIBLE_ID.matcher(i).matches())
            .orElseGet(() -> ids.next().toString());
    http.header(REQUEST_ID, id);
    http.header("X-Content-Type-Options", "nosniff");
    http.header("X-Frame-Options", "DENY");
    http.header("Referrer-Policy", "no-referrer");
    http.header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    http.header("Cache-Control", "no-store");
  }

  private static void storeAway(StoreUnavailableException away, Context http) {
    LOG.warn("{} {} was not answered: {}", http.method(), http.path(), away.getMessage());
    answer(http, Problem.storeAway());
  }

  private static void refusedByServer(HttpResponseException refused, Context http) {
    refused.getDetails().forEach((name, value) -> allow(http, name, value));
    answer(http, Problem.ofStatus(refused.getStatus()));
  }

  /** What Jetty finds while a body is read, such as one that comes too slowly. */
  private static void misread(BadMessageException misread, Context http) {
    http.header("Connection", "close");
    answer(http, Problem.ofStatus(misread.getCode()));
  }

  private static void allow(Context http, String name, String value) {
    if (name.equals("availableMethods")) {
      http.header("Allow", value);
    }
  }

  private static void broken(Exception broken, Context http) {
    LOG.error("{} {} failed, {}", http.method(), http.path(), requestId(http), broken);
    answer(http, Problem.internal());
  }

  /** A client may leave before it has got all; anything else of that kind is our fault. */
  private static void gone(UncheckedIOException gone, Context http) {
    if (!http.res().isCommitted()) {
      broken(gone, http);
      return;
    }
    LOG.debug("{} {} was not answered wholly: {}", http.method(), http.path(), gone.getMessage());
    cutOff(http);
  }

  /** Where a part of another answer has left already, that must not look as if it were whole. */
  private static void answer(Context http, Problem problem) {
    if (http.res().isCommitted()) {
      cutOff(http);
    } else {
      http.res().resetBuffer();
      Answers.problem(http, problem);
    }
  }

  private static void cutOff(Context http) {
    ServletContextRequest.getServletContextRequest(http.req())
        .getConnectionMetaData()
        .getConnection()
        .getEndPoint()
        .close();
  }

  private static String requestId(Context http) {
    return http.res().getHeader(REQUEST_ID);
  }
}
