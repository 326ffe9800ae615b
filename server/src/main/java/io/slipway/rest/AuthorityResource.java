// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.slipway.domain.Right;
import io.slipway.protocol.message.Secret;
import io.slipway.protocol.signing.Pem;
import io.slipway.registry.Authorities;
import io.slipway.security.AuthorityCertificate;
import io.slipway.security.EstSettings;
import io.slipway.security.Fingerprints;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/**
 * {@code certificateAuthorities}: who issues certificates in an account. Ours; the original has no
 * such thing.
 */
final class AuthorityResource implements Routes {
  private static final String ALL = "/v1/{scopeId}/certificateAuthorities";

  private final Access access;
  private final Authorities authorities;

  AuthorityResource(Access access, Authorities authorities) {
    this.access = access;
    this.authorities = authorities;
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    routes.get(ALL, this::list);
    routes.post(ALL + "/_rollOver", this::rollOver);
    routes.post(ALL + "/_import", this::bring);
    routes.post(ALL + "/_external", this::external);
    routes.post(ALL + "/_useOwn", this::useOwn);
  }

  private void list(Context http) {
    Access.Caller caller = access.caller(http, Right.AUTHORITY_READ);
    new Query(http).end();
    answer(http, authorities.list(caller.scopeId()));
  }

  private void rollOver(Context http) {
    Access.Caller caller = access.caller(http, Right.AUTHORITY_WRITE);
    JsonFields body = Bodies.required(http).ignore("type");
    boolean root = body.flag("root", false);
    boolean dryRun = body.flag("dryRun", false);
    body.end();
    Authorities.RollOver done =
        root
            ? authorities.rollOverRoot(caller.scopeId(), caller.actor(), dryRun)
            : authorities.rollOver(caller.scopeId(), caller.actor(), dryRun);
    Answers.ok(
        http,
        JsonView.of("certificateRollOver")
            .flag("dryRun", dryRun)
            .objects("replaced", views(done.replaced()))
            .objects("inForce", views(done.inForce())));
  }

  private void bring(Context http) {
    Access.Caller caller = access.caller(http, Right.AUTHORITY_WRITE);
    JsonFields body = Bodies.required(http).ignore("type");
    String chain = body.requiredText("chain");
    String key = body.requiredText("key");
    body.end();
    answer(http, authorities.bring(caller.scopeId(), caller.actor(), chain, key));
  }

  private void external(Context http) {
    Access.Caller caller = access.caller(http, Right.AUTHORITY_WRITE);
    JsonFields body = Bodies.required(http).ignore("type");
    URI url = url(body);
    String trust = body.requiredText("trust");
    Optional<EstSettings.Login> login =
        both(body, "username", "password")
            .map(b -> new EstSettings.Login(b.get(0), Secret.of(b.get(1))));
    Optional<EstSettings.Client> client =
        both(body, "certificate", "key")
            .map(b -> new EstSettings.Client(b.get(0), Secret.of(b.get(1))));
    body.end();
    EstSettings est = new EstSettings(url, trust, login, client);
    answer(http, authorities.bring(caller.scopeId(), caller.actor(), est));
  }

  private static URI url(JsonFields body) {
    try {
      return new URI(body.requiredText("url"));
    } catch (URISyntaxException broken) {
      throw body.invalid("url", "must be an address such as https://ca.example/.well-known/est");
    }
  }

  /** Two fields that go together, or none. */
  private static Optional<List<String>> both(JsonFields body, String first, String second) {
    Optional<String> one = body.text(first);
    Optional<String> other = body.text(second);
    if (one.isPresent() != other.isPresent()) {
      throw body.invalid(one.isPresent() ? second : first, "goes with " + first + " and " + second);
    }
    return one.map(o -> List.of(o, other.orElseThrow()));
  }

  private void useOwn(Context http) {
    Access.Caller caller = access.caller(http, Right.AUTHORITY_WRITE);
    Bodies.required(http).ignore("type").end();
    answer(http, authorities.useOwn(caller.scopeId(), caller.actor()));
  }

  private static void answer(Context http, List<AuthorityCertificate> all) {
    Answers.ok(http, JsonView.of("certificateAuthorityListResult").objects("items", views(all)));
  }

  private static List<JsonView> views(List<AuthorityCertificate> all) {
    return all.stream().map(AuthorityResource::view).toList();
  }

  private static JsonView view(AuthorityCertificate one) {
    return JsonView.of("certificateAuthority")
        .text("purpose", one.purpose().name())
        .text("source", one.source().name())
        .text("state", one.current() ? "CURRENT" : "FORMER")
        .text("subject", one.certificate().getSubjectX500Principal().getName())
        .text("issuer", one.certificate().getIssuerX500Principal().getName())
        .text("serial", one.certificate().getSerialNumber().toString(16))
        .text("fingerprint", Fingerprints.of(one.certificate()))
        .time("notBefore", one.certificate().getNotBefore().toInstant())
        .time("notAfter", one.certificate().getNotAfter().toInstant())
        .text("pem", Pem.of(one.certificate()));
  }
}
