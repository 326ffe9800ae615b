// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.slipway.domain.Device;
import io.slipway.domain.DeviceCertificate;
import io.slipway.domain.Id;
import io.slipway.domain.Right;
import io.slipway.registry.Devices;
import io.slipway.registry.RefusedException;
import io.slipway.store.Page;
import io.slipway.store.PageRequest;
import io.slipway.store.StoreReader;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code certificates} of a device. */
final class CertificateResource implements Routes {
  private static final String ALL = "/v1/{scopeId}/devices/{deviceId}/certificates";
  private static final Set<String> SORTABLE = Set.of("createdOn", "certificateId");

  /** What a certificate is for; devices have none but those that they log in with. */
  private enum Type {
    DEVICE_MANAGEMENT,
    SSL
  }

  private static final Words<Type> TYPE = Words.names(Type.class);

  private final Access access;
  private final StoreReader store;
  private final Devices devices;
  private final Listed<Optional<Type>, DeviceCertificate> listed;

  CertificateResource(Access access, StoreReader store, Devices devices) {
    this.access = access;
    this.store = store;
    this.devices = devices;
    this.listed =
        new Listed<>(
            "certificateListResult",
            SORTABLE,
            Optional.empty(),
            query -> query.oneOf("certificateType", TYPE),
            this::page,
            this::count);
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    routes.get(ALL, this::list);
    routes.post(ALL + "/_install", this::install);
    routes.post(ALL + "/_revoke", this::revoke);
  }

  private void list(Context http) {
    Device device = device(http, access.caller(http, Right.DEVICE_READ));
    listed.list(http, device.id(), certificate -> view(device, certificate));
  }

  private Page<DeviceCertificate> page(Id deviceId, Optional<Type> type, PageRequest page) {
    return store
        .device(deviceId)
        .filter(d -> logsIn(type))
        .map(d -> store.certificates().certificates(d.scopeId(), d.clientId(), page))
        .orElseGet(() -> new Page<>(List.of(), false));
  }

  private long count(Id deviceId, Optional<Type> type) {
    return store
        .device(deviceId)
        .filter(d -> logsIn(type))
        .map(d -> store.certificates().countCertificates(d.scopeId(), d.clientId()))
        .orElse(0L);
  }

  private static boolean logsIn(Optional<Type> type) {
    return type.filter(t -> t != Type.SSL).isEmpty();
  }

  /** A device makes its key itself, so that there is nothing to install without it. */
  private void install(Context http) {
    device(http, access.caller(http, Right.DEVICE_WRITE));
    throw RefusedException.conflict(
        "a device gets its certificate when it is provisioned: let its request order one"
            + " (deviceCertificate), and rearm that");
  }

  private void revoke(Context http) {
    Access.Caller caller = access.caller(http, Right.DEVICE_WRITE);
    Device device = device(http, caller);
    Query query = new Query(http);
    Id id = query.id("certificateId", "a certificate").orElseThrow(() -> missing("certificateId"));
    Type type = query.oneOf("certificateType", TYPE).orElseThrow(() -> missing("certificateType"));
    query.number("timeout", 0, 0, Integer.MAX_VALUE);
    query.end();
    DeviceCertificate certificate =
        store
            .certificates()
            .certificate(id)
            .filter(c -> type == Type.SSL)
            .filter(c -> c.scopeId().equals(device.scopeId()))
            .filter(c -> c.clientId().equals(device.clientId()))
            .orElseThrow(() -> RefusedException.unknown("certificate " + id));
    devices.revoke(device, certificate, caller.actor());
    http.status(200);
  }

  private static RefusedException missing(String name) {
    return RefusedException.invalid(name, "is required");
  }

  private static JsonView view(Device device, DeviceCertificate certificate) {
    JsonView ours =
        JsonView.untyped()
            .text("serial", certificate.serial())
            .text("fingerprint", certificate.fingerprint())
            .time("notBefore", certificate.notBefore())
            .time("notAfter", certificate.notAfter())
            .id("provisionRequestId", certificate.requestId())
            .number("generation", certificate.generation())
            .text("pem", certificate.pem())
            .time("revokedOn", certificate.revocation().map(DeviceCertificate.Revocation::on))
            .text(
                "revocationCause",
                certificate.revocation().map(DeviceCertificate.Revocation::cause));
    return JsonView.entity(
            "deviceCertificate",
            certificate.id(),
            certificate.scopeId(),
            certificate.createdOn(),
            Id.PLATFORM)
        .id("certificateId", certificate.id())
        .text("certificateType", Type.SSL.name())
        .id("deviceId", device.id())
        .object("slipway", ours);
  }

  private Device device(Context http, Access.Caller caller) {
    return store
        .device(Access.id(http, "deviceId", "device"))
        .filter(d -> d.scopeId().equals(caller.scopeId()))
        .orElseThrow(() -> RefusedException.unknown("device " + http.pathParam("deviceId")));
  }
}
