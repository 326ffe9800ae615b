// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.slipway.domain.Device;
import io.slipway.domain.DeviceEvent;
import io.slipway.domain.Id;
import io.slipway.domain.Right;
import io.slipway.registry.RefusedException;
import io.slipway.store.DeviceFilter;
import io.slipway.store.EventFilter;
import io.slipway.store.StoreReader;
import java.util.Optional;
import java.util.Set;

/** {@code devices} and their {@code events}. */
final class DeviceResource implements Routes {
  private static final String ALL = "/v1/{scopeId}/devices";
  private static final String ONE = ALL + "/{deviceId}";
  private static final String EVENTS = ONE + "/events";
  private static final Set<String> SORTABLE =
      Set.of("clientId", "status", "createdOn", "modifiedOn");
  private static final Set<String> SORTABLE_EVENTS =
      Set.of("receivedOn", "sentOn", "createdOn", "resource");

  private enum Status {
    CONNECTED,
    DISCONNECTED,
    MISSING,
    NULL
  }

  private static final Words<Status> STATUS = Words.names(Status.class);

  private final Access access;
  private final StoreReader store;

  DeviceResource(Access access, StoreReader store) {
    this.access = access;
    this.store = store;
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    routes.get(ALL, this::list);
    routes.post(ALL + "/_query", this::query);
    routes.post(ALL + "/_count", this::count);
    routes.get(ONE, this::get);
    routes.get(EVENTS, this::events);
    routes.post(EVENTS + "/_count", this::countEvents);
    routes.get(EVENTS + "/{deviceEventId}", this::event);
  }

  private void list(Context http) {
    Access.Caller caller = access.caller(http, Right.DEVICE_READ);
    Query query = new Query(http).unsupported("tagId").ignore("fetchAttributes");
    Listing listing = Listing.of(query, SORTABLE);
    DeviceFilter filter =
        new DeviceFilter(query.text("clientId"), status(query), query.text("matchTerm"));
    query.end();
    answer(http, caller, listing, filter);
  }

  private void query(Context http) {
    Access.Caller caller = access.caller(http, Right.DEVICE_READ);
    answer(http, caller, Listing.ofBody(http), DeviceFilter.ALL);
  }

  private void count(Context http) {
    Access.Caller caller = access.caller(http, Right.DEVICE_READ);
    Listing.ofBody(http);
    Answers.count(http, store.countDevices(caller.scopeId(), DeviceFilter.ALL));
  }

  private void get(Context http) {
    Answers.ok(http, DeviceView.of(device(http, Right.DEVICE_READ)));
  }

  private void events(Context http) {
    Id deviceId = device(http, Right.EVENT_READ).id();
    Query query = new Query(http);
    Listing listing = Listing.of(query, SORTABLE_EVENTS);
    EventFilter filter =
        new EventFilter(query.text("resource"), query.time("startDate"), query.time("endDate"));
    query.end();
    Answers.ok(
        http,
        listing.view(
            "deviceEventListResult",
            store.events(deviceId, filter, listing.page()),
            DeviceView::event,
            () -> store.countEvents(deviceId, filter)));
  }

  private void countEvents(Context http) {
    Id deviceId = device(http, Right.EVENT_READ).id();
    Listing.ofBody(http);
    Answers.count(http, store.countEvents(deviceId, EventFilter.ALL));
  }

  private void event(Context http) {
    Id deviceId = device(http, Right.EVENT_READ).id();
    DeviceEvent event =
        store
            .event(deviceId, Access.id(http, "deviceEventId", "event"))
            .orElseThrow(
                () -> RefusedException.unknown("event " + http.pathParam("deviceEventId")));
    Answers.ok(http, DeviceView.event(event));
  }

  private void answer(Context http, Access.Caller caller, Listing listing, DeviceFilter filter) {
    Answers.ok(
        http,
        listing.view(
            "deviceListResult",
            store.devices(caller.scopeId(), filter, listing.page()),
            DeviceView::of,
            () -> store.countDevices(caller.scopeId(), filter)));
  }

  private Device device(Context http, Right right) {
    Access.Caller caller = access.caller(http, right);
    return store
        .device(Access.id(http, "deviceId", "device"))
        .filter(d -> d.scopeId().equals(caller.scopeId()))
        .orElseThrow(() -> RefusedException.unknown("device " + http.pathParam("deviceId")));
  }

  private static Optional<Device.ConnectionStatus> status(Query query) {
    return query
        .oneOf("status", STATUS)
        .map(
            s ->
                switch (s) {
                  case CONNECTED -> Device.ConnectionStatus.CONNECTED;
                  case DISCONNECTED -> Device.ConnectionStatus.DISCONNECTED;
                  case MISSING -> Device.ConnectionStatus.MISSING;
                  case NULL ->
                      throw RefusedException.invalid(
                          "status", "NULL is not supported in this version");
                });
  }
}
