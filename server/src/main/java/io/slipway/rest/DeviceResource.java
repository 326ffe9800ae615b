// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.slipway.domain.Device;
import io.slipway.domain.DeviceEvent;
import io.slipway.domain.Id;
import io.slipway.domain.Right;
import io.slipway.registry.DeviceDraft;
import io.slipway.registry.Devices;
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
  private final Devices devices;
  private final Listed<DeviceFilter, Device> listed;
  private final Listed<EventFilter, DeviceEvent> events;

  DeviceResource(Access access, StoreReader store, Devices devices) {
    this.access = access;
    this.store = store;
    this.devices = devices;
    this.listed =
        new Listed<>(
            "deviceListResult",
            SORTABLE,
            DeviceFilter.ALL,
            DeviceResource::filter,
            store::devices,
            store::countDevices);
    this.events =
        new Listed<>(
            "deviceEventListResult",
            SORTABLE_EVENTS,
            EventFilter.ALL,
            query ->
                new EventFilter(
                    query.text("resource"), query.time("startDate"), query.time("endDate")),
            store::events,
            store::countEvents);
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    routes.get(ALL, http -> listed.list(http, scope(http), DeviceView::of));
    routes.post(ALL, this::create);
    routes.post(ALL + "/_query", http -> listed.query(http, scope(http), DeviceView::of));
    routes.post(ALL + "/_count", http -> listed.count(http, scope(http)));
    routes.get(ONE, this::get);
    routes.put(ONE, this::edit);
    routes.delete(ONE, this::delete);
    routes.get(EVENTS, http -> events.list(http, withEvents(http), DeviceView::event));
    routes.post(EVENTS + "/_count", http -> events.count(http, withEvents(http)));
    routes.post(
        EVENTS + "/_query", http -> events.query(http, withEvents(http), DeviceView::event));
    routes.get(EVENTS + "/{deviceEventId}", this::event);
    routes.delete(EVENTS + "/{deviceEventId}", this::deleteEvent);
    routes.get(ONE + "/packages", this::packages);
  }

  private Id scope(Context http) {
    return access.caller(http, Right.DEVICE_READ).scopeId();
  }

  private static DeviceFilter filter(Query query) {
    query.unsupported("tagId").ignore("fetchAttributes");
    return new DeviceFilter(query.text("clientId"), status(query), query.text("matchTerm"));
  }

  private void get(Context http) {
    Answers.ok(http, DeviceView.of(device(http, Right.DEVICE_READ)));
  }

  private void create(Context http) {
    Access.Caller caller = access.caller(http, Right.DEVICE_WRITE);
    JsonFields body = Bodies.required(http).ignore("type");
    String clientId = body.requiredText("clientId");
    DeviceDraft draft = draft(body, clientId);
    body.end();
    Answers.created(http, DeviceView.of(devices.create(caller.scopeId(), caller.actor(), draft)));
  }

  private void edit(Context http) {
    Access.Caller caller = access.caller(http, Right.DEVICE_WRITE);
    Device device = device(http, caller);
    JsonFields body =
        Bodies.required(http)
            .ignoreEntity()
            .ignore("connectionId", "connection", "lastEvent", "extendedProperties");
    int optlock = body.requiredInteger("optlock");
    DeviceDraft draft = draft(body, body.text("clientId").orElse(device.clientId()));
    body.end();
    Answers.ok(http, DeviceView.of(devices.edit(device, caller.actor(), optlock, draft)));
  }

  private void delete(Context http) {
    Access.Caller caller = access.caller(http, Right.DEVICE_DELETE);
    devices.delete(device(http, caller), caller.actor());
    http.status(204);
  }

  private static DeviceDraft draft(JsonFields body, String clientId) {
    body.ignore("lastEventId").unsupported("groupId");
    if (!body.scalars("tagIds").isEmpty()) {
      throw body.invalid("tagIds", "is not supported in this version");
    }
    boolean enabled = EnabledWord.in(body, "status").orElse(true);
    return new DeviceDraft(clientId, enabled, DeviceView.attributes(body));
  }

  /** The platform does not know yet what runs on devices. */
  private void packages(Context http) {
    device(http, Right.DEVICE_READ);
    throw RefusedException.conflict("packages of devices are not supported in this version");
  }

  private Id withEvents(Context http) {
    return device(http, Right.EVENT_READ).id();
  }

  private void event(Context http) {
    Answers.ok(http, DeviceView.event(event(http, device(http, Right.EVENT_READ))));
  }

  private void deleteEvent(Context http) {
    Access.Caller caller = access.caller(http, Right.EVENT_DELETE);
    Device device = device(http, caller);
    devices.delete(device, event(http, device), caller.actor());
    http.status(204);
  }

  private DeviceEvent event(Context http, Device device) {
    return store
        .event(device.id(), Access.id(http, "deviceEventId", "event"))
        .orElseThrow(() -> RefusedException.unknown("event " + http.pathParam("deviceEventId")));
  }

  private Device device(Context http, Right right) {
    return device(http, access.caller(http, right));
  }

  private Device device(Context http, Access.Caller caller) {
    return store
        .device(Access.id(http, "deviceId", "device"))
        .filter(d -> d.scopeId().equals(caller.scopeId()))
        .orElseThrow(() -> RefusedException.unknown("device " + http.pathParam("deviceId")));
  }

  static Optional<Device.ConnectionStatus> status(Query query) {
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
