// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.slipway.domain.CertificateRenewal;
import io.slipway.domain.Id;
import io.slipway.domain.Right;
import io.slipway.registry.LateRenewals;
import io.slipway.registry.RefusedException;
import io.slipway.store.RenewalFilter;
import io.slipway.store.StoreReader;
import java.util.Optional;
import java.util.Set;

/** {@code certificateRenewals}: devices that want to renew a certificate which has expired. */
final class RenewalResource implements Routes {
  private static final String ALL = "/v1/{scopeId}/certificateRenewals";
  private static final String ONE = ALL + "/{renewalId}";
  private static final Words<CertificateRenewal.State> STATE =
      Words.names(CertificateRenewal.State.class);

  private final Access access;
  private final StoreReader store;
  private final LateRenewals renewals;
  private final Listed<RenewalFilter, CertificateRenewal> listed;

  RenewalResource(Access access, StoreReader store, LateRenewals renewals) {
    this.access = access;
    this.store = store;
    this.renewals = renewals;
    this.listed =
        new Listed<>(
            "certificateRenewalListResult",
            Set.of("askedOn"),
            new RenewalFilter(Optional.empty(), Optional.empty()),
            query -> new RenewalFilter(query.oneOf("state", STATE), query.text("clientId")),
            (scopeId, filter, page) -> store.certificates().renewals(scopeId, filter, page),
            (scopeId, filter) -> store.certificates().countRenewals(scopeId, filter));
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    routes.get(ALL, this::list);
    routes.get(ONE, this::show);
    routes.post(ONE + "/_approve", this::approve);
    routes.post(ONE + "/_reject", this::reject);
  }

  private void list(Context http) {
    Access.Caller caller = access.caller(http, Right.DEVICE_READ);
    listed.list(http, caller.scopeId(), RenewalResource::view);
  }

  private void show(Context http) {
    Access.Caller caller = access.caller(http, Right.DEVICE_READ);
    new Query(http).end();
    Answers.ok(http, view(renewal(http, caller)));
  }

  private void approve(Context http) {
    Access.Caller caller = asking(http);
    Answers.ok(http, view(renewals.approve(renewal(http, caller), caller.actor())));
  }

  private void reject(Context http) {
    Access.Caller caller = asking(http);
    Answers.ok(http, view(renewals.reject(renewal(http, caller), caller.actor())));
  }

  /** For what is told nothing but by its path. */
  private Access.Caller asking(Context http) {
    Access.Caller caller = access.caller(http, Right.DEVICE_WRITE);
    new Query(http).end();
    Bodies.optional(http).ignore("type").end();
    return caller;
  }

  private CertificateRenewal renewal(Context http, Access.Caller caller) {
    Id id = Access.id(http, "renewalId", "renewal");
    return store
        .certificates()
        .renewal(id)
        .filter(r -> r.scopeId().equals(caller.scopeId()))
        .orElseThrow(() -> RefusedException.unknown("renewal " + id));
  }

  private static JsonView view(CertificateRenewal renewal) {
    JsonView view =
        JsonView.entity(
                "certificateRenewal",
                renewal.certificateId(),
                renewal.scopeId(),
                renewal.askedOn(),
                Id.PLATFORM)
            .text("clientId", renewal.clientId())
            .text("state", renewal.state().name())
            .time("expiredOn", renewal.expiredOn())
            .time("endsOn", renewal.endsOn())
            .text("source", renewal.source());
    renewal.decided().ifPresent(d -> view.time("decidedOn", d.on()).id("decidedBy", d.by()));
    return view;
  }
}
