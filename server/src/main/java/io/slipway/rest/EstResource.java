// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.javalin.security.BasicAuthCredentials;
import io.slipway.protocol.message.Secret;
import io.slipway.registry.Enrollments;
import io.slipway.registry.Enrollments.Asker;
import io.slipway.registry.Enrollments.Outcome;
import io.slipway.security.EstMessages;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Enrollment over Secure Transport (RFC 7030, clarified by RFC 8951): devices ask for certificates
 * by HTTPS, for the account that their path names, or for their own.
 */
public final class EstResource implements Routes {
  /** Where EST is, as RFC 7030 says. */
  public static final String ROOT = "/.well-known/est";

  private static final String ACCOUNT = ROOT + "/{label}";
  private static final int MOST_BYTES = 16 * 1024;
  private static final String CERTIFICATES = "application/pkcs7-mime; smime-type=certs-only";
  private static final String ATTRIBUTES = "application/csrattrs";
  private static final String REQUEST = "application/pkcs10";
  private static final String TEXT = "text/plain";
  private static final byte[] LINE_END = {'\r', '\n'};
  private static final int LINE = 64;

  private final Enrollments enrollments;

  public EstResource(Enrollments enrollments) {
    this.enrollments = enrollments;
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    for (String path : List.of(ROOT, ACCOUNT)) {
      routes.get(path + "/cacerts", securely(this::authorities));
      routes.get(path + "/csrattrs", securely(this::attributes));
      routes.post(path + "/simpleenroll", securely(http -> issue(http, enrollments::enroll)));
      routes.post(path + "/simplereenroll", securely(http -> issue(http, enrollments::renew)));
    }
  }

  /** A certificate is shown within TLS only, and a password is for nobody else to read. */
  private static Handler securely(Handler handler) {
    return http -> {
      if (http.req().isSecure()) {
        handler.handle(http);
      } else {
        say(http, 403, "certificates are handed out by HTTPS only");
      }
    };
  }

  private void authorities(Context http) {
    Optional<List<X509Certificate>> found = enrollments.authorities(asker(http));
    found.ifPresentOrElse(
        all -> answer(http, CERTIFICATES, EstMessages.certificates(all)), () -> unknown(http));
  }

  private void attributes(Context http) {
    enrollments
        .keyType(asker(http))
        .ifPresentOrElse(
            type -> answer(http, ATTRIBUTES, EstMessages.attributes(type)), () -> unknown(http));
  }

  private static void issue(Context http, BiFunction<Asker, byte[], Outcome> ask) {
    if (!isType(http.contentType(), REQUEST)) {
      say(http, 415, "the body has to be " + REQUEST);
      return;
    }
    Optional<byte[]> csr = decoded(Bodies.bytes(http, MOST_BYTES));
    if (csr.isEmpty()) {
      say(http, 400, "the body is not base64");
      return;
    }
    tell(http, ask.apply(asker(http), csr.get()));
  }

  private static void tell(Context http, Outcome outcome) {
    switch (outcome) {
      case Outcome.Issued issued ->
          answer(http, CERTIFICATES, EstMessages.certificates(List.of(issued.certificate())));
      case Outcome.Waiting wait -> {
        http.header("Retry-After", Long.toString(wait.retryAfterSeconds()));
        say(http, 202, "an operator has to approve it");
      }
      case Outcome.Malformed wrong -> say(http, 400, "no certificate: " + wrong.why());
      case Outcome.Unproven unproven -> {
        // Without a body: Bouncy Castle's client stumbles over one that it does not read.
        http.header("WWW-Authenticate", "Basic realm=\"estrealm\", charset=\"UTF-8\"");
        http.status(401);
      }
      case Outcome.Refused no -> say(http, 403, "no certificate: " + no.why());
      case Outcome.TooMany many -> {
        http.header("Retry-After", Long.toString(many.retryAfterSeconds()));
        say(http, 429, "asked too often");
      }
      case Outcome.Away away -> {
        http.header("Retry-After", Long.toString(away.retryAfterSeconds()));
        say(http, 503, "the authority that issues for the account does not answer");
      }
      case Outcome.Full full -> {
        http.header("Retry-After", Long.toString(full.retryAfterSeconds()));
        say(http, 503, "too many devices of the account wait for an operator");
      }
    }
  }

  private static Asker asker(Context http) {
    return new Asker(
        certificate(http),
        login(http),
        Optional.ofNullable(http.pathParamMap().get("label")),
        http.ip());
  }

  private static Optional<X509Certificate> certificate(Context http) {
    Object shown = http.req().getAttribute("jakarta.servlet.request.X509Certificate");
    return shown instanceof X509Certificate[] chain && chain.length > 0
        ? Optional.of(chain[0])
        : Optional.empty();
  }

  private static Optional<Enrollments.Login> login(Context http) {
    BasicAuthCredentials given = http.basicAuthCredentials();
    return given == null
        ? Optional.empty()
        : Optional.of(new Enrollments.Login(given.getUsername(), Secret.of(given.getPassword())));
  }

  private static boolean isType(String header, String type) {
    return header != null && header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(type);
  }

  /** White space may be anywhere; what a header says of the encoding does not count (RFC 8951). */
  private static Optional<byte[]> decoded(byte[] body) {
    String text = new String(body, StandardCharsets.US_ASCII).replaceAll("\\s", "");
    try {
      return Optional.of(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException no) {
      return Optional.empty();
    }
  }

  private static void answer(Context http, String type, byte[] der) {
    http.header("Content-Transfer-Encoding", "base64");
    http.status(200)
        .contentType(type)
        .result(Base64.getMimeEncoder(LINE, LINE_END).encodeToString(der) + "\r\n");
  }

  private static void unknown(Context http) {
    say(http, 404, "there is no such account");
  }

  private static void say(Context http, int status, String text) {
    http.status(status).contentType(TEXT).result(text + "\n");
  }
}
