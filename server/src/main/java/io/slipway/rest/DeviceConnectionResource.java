// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.slipway.domain.Device;
import io.slipway.domain.DeviceCredential;
import io.slipway.domain.Id;
import io.slipway.domain.Right;
import io.slipway.domain.UserCoupling;
import io.slipway.registry.Devices;
import io.slipway.registry.RefusedException;
import io.slipway.store.ConnectionFilter;
import io.slipway.store.DeviceFilter;
import io.slipway.store.StoreReader;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code deviceconnections}: a device's connection has the id of the device. */
final class DeviceConnectionResource implements Routes {
  private static final String ALL = "/v1/{scopeId}/deviceconnections";
  private static final String ONE = ALL + "/{connectionId}";
  private static final Words<UserCoupling> COUPLING = Words.names(UserCoupling.class);

  private final Access access;
  private final StoreReader store;
  private final Devices devices;

  DeviceConnectionResource(Access access, StoreReader store, Devices devices) {
    this.access = access;
    this.store = store;
    this.devices = devices;
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    routes.get(ALL, this::list);
    routes.post(ALL + "/_query", this::query);
    routes.post(ALL + "/_count", this::count);
    routes.get(ALL + "/_availableAuth", this::availableAuthentication);
    routes.get(ONE, this::get);
    routes.post(ONE + "/_disconnect", this::disconnect);
    routes.get(ONE + "/options", this::options);
    routes.put(ONE + "/options", this::editOptions);
  }

  private void list(Context http) {
    Access.Caller caller = access.caller(http, Right.CONNECTION_READ);
    Query query = new Query(http);
    Listing listing = Listing.of(query, Set.of());
    DeviceFilter filter =
        new DeviceFilter(
            query.text("clientId"),
            DeviceResource.status(query),
            Optional.empty(),
            new ConnectionFilter(true, query.text("clientIp"), query.text("protocol")));
    query.end();
    answer(http, caller, listing, filter);
  }

  private void query(Context http) {
    Access.Caller caller = access.caller(http, Right.CONNECTION_READ);
    answer(http, caller, Listing.ofBody(http), DeviceFilter.CONNECTED_ONCE);
  }

  private void count(Context http) {
    Access.Caller caller = access.caller(http, Right.CONNECTION_READ);
    Listing.ofBody(http);
    Answers.count(http, store.countDevices(caller.scopeId(), DeviceFilter.CONNECTED_ONCE));
  }

  private void availableAuthentication(Context http) {
    access.caller(http, Right.CONNECTION_READ);
    Answers.ok(http, JsonView.untyped().texts("items", List.of("USER_PASS")));
  }

  private void get(Context http) {
    Access.Caller caller = access.caller(http, Right.CONNECTION_READ);
    Answers.ok(http, DeviceView.connection(device(http, caller)));
  }

  private void disconnect(Context http) {
    Access.Caller caller = access.caller(http, Right.CONNECTION_WRITE);
    devices.disconnect(device(http, caller), caller.actor());
    http.status(204);
  }

  private void options(Context http) {
    Access.Caller caller = access.caller(http, Right.CONNECTION_READ);
    Device device = device(http, caller);
    Answers.ok(
        http,
        JsonView.entity("deviceConnectionOption", device.id(), device.scopeId(), device.audit())
            .flag("allowUserChange", false)
            .text("userCouplingMode", coupling(device).map(COUPLING::of))
            .text("authenticationType", "USER_PASS"));
  }

  /** What it says was decided when the device was ordered, and comes with its login. */
  private void editOptions(Context http) {
    Access.Caller caller = access.caller(http, Right.CONNECTION_WRITE);
    device(http, caller);
    throw RefusedException.conflict(
        "the connection's options come from the provision request: change"
            + " options.connectionOptions there");
  }

  private Optional<UserCoupling> coupling(Device device) {
    return store.credentials(device.connection().orElseThrow().username()).stream()
        .filter(c -> c.scopeId().equals(device.scopeId()))
        .map(DeviceCredential::coupling)
        .findFirst();
  }

  private void answer(Context http, Access.Caller caller, Listing listing, DeviceFilter filter) {
    Id scopeId = caller.scopeId();
    Answers.ok(
        http,
        listing.view(
            "deviceConnectionListResult",
            store.devices(scopeId, filter, listing.page()),
            DeviceView::connection,
            () -> store.countDevices(scopeId, filter)));
  }

  private Device device(Context http, Access.Caller caller) {
    return store
        .device(Access.id(http, "connectionId", "device connection"))
        .filter(d -> d.scopeId().equals(caller.scopeId()) && d.connection().isPresent())
        .orElseThrow(
            () -> RefusedException.unknown("device connection " + http.pathParam("connectionId")));
  }
}
