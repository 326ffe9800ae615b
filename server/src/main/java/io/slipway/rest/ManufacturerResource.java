// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.slipway.domain.CrlPolicy;
import io.slipway.domain.ManufacturerAuthority;
import io.slipway.domain.Right;
import io.slipway.registry.ManufacturerAuthorities;
import io.slipway.registry.ManufacturerDraft;
import io.slipway.registry.RefusedException;
import io.slipway.store.ManufacturerReader;
import io.slipway.store.StoreReader;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/**
 * {@code manufacturerAuthorities}: by whose factory certificates devices may log in. Ours; how the
 * original is told is not public.
 */
final class ManufacturerResource implements Routes {
  private static final String ALL = "/v1/{scopeId}/manufacturerAuthorities";
  private static final String ONE = ALL + "/{manufacturerAuthorityId}";
  private static final Words<CrlPolicy> POLICY = Words.names(CrlPolicy.class);

  private final Access access;
  private final ManufacturerReader store;
  private final ManufacturerAuthorities authorities;
  private final Clock clock;

  ManufacturerResource(
      Access access, StoreReader store, ManufacturerAuthorities authorities, Clock clock) {
    this.access = access;
    this.store = store.manufacturers();
    this.authorities = authorities;
    this.clock = clock;
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    routes.get(ALL, this::list);
    routes.post(ALL, this::create);
    routes.get(ONE, this::get);
    routes.put(ONE, this::edit);
    routes.delete(ONE, this::delete);
  }

  private void list(Context http) {
    Access.Caller caller = access.caller(http, Right.MANUFACTURER_READ);
    Query query = new Query(http);
    Listing listing = Listing.of(query, Set.of());
    Optional<String> name = query.text("name");
    query.end();
    Answers.ok(
        http,
        listing.view(
            "manufacturerAuthorityListResult",
            store.authorities(caller.scopeId(), name, listing.page()),
            this::view,
            () -> store.countAuthorities(caller.scopeId(), name)));
  }

  private void create(Context http) {
    Access.Caller caller = access.caller(http, Right.MANUFACTURER_WRITE);
    JsonFields body = Bodies.required(http).ignore("type");
    ManufacturerDraft draft =
        new ManufacturerDraft(
            body.requiredText("name"), body.requiredText("certificates"), crl(body));
    body.end();
    Answers.created(http, view(authorities.create(caller.scopeId(), caller.actor(), draft)));
  }

  private void get(Context http) {
    Answers.ok(http, view(authority(http, access.caller(http, Right.MANUFACTURER_READ))));
  }

  private void edit(Context http) {
    Access.Caller caller = access.caller(http, Right.MANUFACTURER_WRITE);
    ManufacturerAuthority authority = authority(http, caller);
    JsonFields body =
        Bodies.required(http)
            .ignoreEntity()
            .ignore("fingerprint", "subject", "notAfter", "crlNextUpdate", "crlOutdated");
    refuseAnother(body, "name", authority.name());
    refuseAnother(body, "certificates", authority.certificates());
    int optlock = body.requiredInteger("optlock");
    ManufacturerDraft.Crl crl = crl(body);
    body.end();
    Answers.ok(http, view(authorities.edit(authority, caller.actor(), optlock, crl)));
  }

  private static void refuseAnother(JsonFields body, String name, String known) {
    if (body.text(name).filter(given -> !given.equals(known)).isPresent()) {
      throw body.invalid(name, "cannot be changed: make another authority beside this one");
    }
  }

  private void delete(Context http) {
    Access.Caller caller = access.caller(http, Right.MANUFACTURER_WRITE);
    authorities.delete(authority(http, caller), caller.actor());
    http.status(204);
  }

  private ManufacturerAuthority authority(Context http, Access.Caller caller) {
    return store
        .authority(Access.id(http, "manufacturerAuthorityId", "manufacturer authority"))
        .filter(authority -> authority.scopeId().equals(caller.scopeId()))
        .orElseThrow(
            () ->
                RefusedException.unknown(
                    "manufacturer authority " + http.pathParam("manufacturerAuthorityId")));
  }

  private static ManufacturerDraft.Crl crl(JsonFields body) {
    return new ManufacturerDraft.Crl(body.text("crl"), body.oneOf("crlPolicy", POLICY));
  }

  /** Without the revocation lists, which may be long. */
  private JsonView view(ManufacturerAuthority authority) {
    ManufacturerAuthority.Revocations revocations = authority.revocations();
    return JsonView.entity(
            "manufacturerAuthority", authority.id(), authority.scopeId(), authority.audit())
        .text("name", authority.name())
        .text("certificates", authority.certificates())
        .text("fingerprint", authority.fingerprint())
        .text("subject", authority.subject())
        .time("notAfter", authority.notAfter())
        .text("crlPolicy", POLICY.of(revocations.policy()))
        .time("crlNextUpdate", revocations.nextUpdate())
        .flag("crlOutdated", revocations.outdatedAt(clock.instant()));
  }
}
