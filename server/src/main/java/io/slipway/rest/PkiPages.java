// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.slipway.registry.CertificateStatuses;
import io.slipway.registry.PublishedList;
import io.slipway.registry.RefusedException;
import io.slipway.security.OcspQuery;
import io.slipway.security.PkiPath;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;

/**
 * What authorities publish: lists of revoked certificates, their own certificates, and answers
 * about one. It is signed, so that it is the same to everybody, by plain HTTP too.
 */
public final class PkiPages implements Routes {
  private static final String FILE = "/pki/{owner}/{file}";
  private static final String OCSP = "/pki/{owner}/{authority}/ocsp";
  private static final String LIST_TYPE = "application/pkix-crl";
  private static final String CERTIFICATE_TYPE = "application/pkix-cert";
  private static final String ANSWER_TYPE = "application/ocsp-response";
  private static final String FOR_A_MINUTE = "public, max-age=60";

  private final CertificateStatuses statuses;

  public PkiPages(CertificateStatuses statuses) {
    this.statuses = statuses;
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    routes.get(FILE, this::file);
    routes.post(OCSP, this::posted);
    routes.get(OCSP + "/<question>", this::got);
  }

  private void file(Context http) throws GeneralSecurityException {
    String file = http.pathParam("file");
    if (file.endsWith(PkiPath.LIST)) {
      list(http, without(file, PkiPath.LIST));
    } else if (file.endsWith(PkiPath.CERTIFICATE)) {
      byte[] der =
          statuses
              .issuer(http.pathParam("owner"), without(file, PkiPath.CERTIFICATE))
              .orElseThrow(() -> unknown(http))
              .getEncoded();
      http.header("Cache-Control", FOR_A_MINUTE).contentType(CERTIFICATE_TYPE).result(der);
    } else {
      throw unknown(http);
    }
  }

  private void list(Context http, String authority) {
    PublishedList list =
        statuses.list(http.pathParam("owner"), authority).orElseThrow(() -> unknown(http));
    String tag = "\"" + list.authority() + "-" + list.number() + "\"";
    http.header("Cache-Control", FOR_A_MINUTE)
        .header("ETag", tag)
        .header(
            "Last-Modified",
            DateTimeFormatter.RFC_1123_DATE_TIME.format(list.madeOn().atOffset(ZoneOffset.UTC)));
    if (tag.equals(http.header("If-None-Match"))) {
      http.status(304);
    } else {
      http.contentType(LIST_TYPE).result(list.der());
    }
  }

  private void posted(Context http) {
    answer(http, Bodies.raw(http, OcspQuery.MAX_BYTES));
  }

  /** The question stands in the address, in base64. */
  private void got(Context http) {
    String text = http.pathParam("question").replace(' ', '+');
    byte[] question;
    try {
      question = Base64.getDecoder().decode(text.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException notBase64) {
      // Which is as malformed as anything else that is no question.
      question = new byte[0];
    }
    answer(http, question);
  }

  private void answer(Context http, byte[] question) {
    byte[] answer =
        statuses
            .answer(http.pathParam("owner"), http.pathParam("authority"), question)
            .orElseThrow(() -> unknown(http));
    http.contentType(ANSWER_TYPE).result(answer);
  }

  private static String without(String file, String ending) {
    return file.substring(0, file.length() - ending.length());
  }

  private static RefusedException unknown(Context http) {
    return RefusedException.unknown("authority " + http.path());
  }
}
