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
  private final Listed<DeviceFilter, Device> listed;

  DeviceConnectionResource(Access access, StoreReader store, Devices devices) {
    this.access = access;
    this.store = store;
    this.devices = devices;
    this.listed =
        new Listed<>(
            "deviceConnectionListResult",
            Set.of(),
            DeviceFilter.CONNECTED_ONCE,
            DeviceConnectionResource::filter,
            store::devices,
            store::countDevices);
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    routes.get(ALL, http -> listed.list(http, scope(http), DeviceView::connection));
    routes.post(ALL + "/_query", http -> listed.query(http, scope(http), DeviceView::connection));
    routes.post(ALL + "/_count", http -> listed.count(http, scope(http)));
    routes.get(ALL + "/_availableAuth", this::availableAuthentication);
    routes.get(ONE, this::get);
    routes.post(ONE + "/_disconnect", this::disconnect);
    routes.get(ONE + "/options", this::options);
    routes.put(ONE + "/options", this::editOptions);
  }

  private Id scope(Context http) {
    return access.caller(http, Right.CONNECTION_READ).scopeId();
  }

  private static DeviceFilter filter(Query query) {
    return new DeviceFilter(
        query.text("clientId"),
        DeviceResource.status(query),
        Optional.empty(),
        new ConnectionFilter(true, query.text("clientIp"), query.text("protocol")));
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

  private Device device(Context http, Access.Caller caller) {
    return store
        .device(Access.id(http, "connectionId", "device connection"))
        .filter(d -> d.scopeId().equals(caller.scopeId()) && d.connection().isPresent())
        .orElseThrow(
            () -> RefusedException.unknown("device connection " + http.pathParam("connectionId")));
  }
}
