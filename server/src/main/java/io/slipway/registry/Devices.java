// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.Account;
import io.slipway.domain.Actor;
import io.slipway.domain.Audit;
import io.slipway.domain.AuditRecord.Subject;
import io.slipway.domain.Device;
import io.slipway.domain.Device.Connection;
import io.slipway.domain.Device.ConnectionStatus;
import io.slipway.domain.DeviceCertificate;
import io.slipway.domain.DeviceCredential;
import io.slipway.domain.DeviceEvent;
import io.slipway.domain.Id;
import io.slipway.protocol.topic.ClientIds;
import io.slipway.security.IdSource;
import io.slipway.store.DuplicateException;
import io.slipway.store.Inventory;
import io.slipway.store.PageRequest;
import io.slipway.store.StaleException;
import io.slipway.store.StoreReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What operators do to devices and their connections. */
public final class Devices {
  private static final String REVOKED_BY_OPERATOR = "REVOKED_BY_OPERATOR";

  private final StoreReader store;
  private final IdSource ids;
  private final AuditTrail trail;

  public Devices(StoreReader store, IdSource ids, AuditTrail trail) {
    this.store = store;
    this.ids = ids;
    this.trail = trail;
  }

  /** Registers a device of account {@code scopeId} that has not come yet. */
  public Device create(Id scopeId, Actor by, DeviceDraft draft) {
    ClientIds.problem(draft.clientId())
        .ifPresent(
            problem -> {
              throw RefusedException.invalid("/clientId", problem);
            });
    check(draft);
    Account account = store.account(scopeId).orElseThrow(RefusedException::stale);
    QuotaRules.requireRoomForDevice(store, account);
    Device device =
        new Device(
            ids.next(),
            scopeId,
            draft.clientId(),
            draft.enabled(),
            draft.attributes(),
            Optional.empty(),
            Optional.empty(),
            Audit.created(trail.now(), by.id()));
    try {
      recording(by, device, "created").create(device);
    } catch (DuplicateException taken) {
      throw RefusedException.duplicate(taken);
    }
    return device;
  }

  /**
   * Changes what is known of a device. One that is disabled has to leave at once.
   *
   * @param optlock of what the change was decided on
   */
  public Device edit(Device device, Actor by, int optlock, DeviceDraft draft) {
    check(draft);
    if (!draft.clientId().equals(device.clientId())) {
      throw RefusedException.invalid("/clientId", "cannot be changed");
    }
    if (optlock != device.audit().optlock()) {
      throw RefusedException.stale();
    }
    Map<String, String> attributes = new HashMap<>(device.attributes());
    attributes.putAll(draft.attributes());
    Device edited =
        new Device(
            device.id(),
            device.scopeId(),
            device.clientId(),
            draft.enabled(),
            attributes,
            device.connection(),
            device.lastEvent(),
            device.audit().modified(trail.now(), by.id()));
    write(by, edited, device.enabled() && !draft.enabled() ? "disabled" : "changed");
    return edited;
  }

  /** Deletes a device with its events. One that still has a login comes back when it connects. */
  public void delete(Device device, Actor by) {
    RefusedException.unlessStale(
        () -> recording(by, device, "deleted").delete(device, requests(device)));
  }

  public void delete(Device device, DeviceEvent event, Actor by) {
    RefusedException.unlessStale(() -> recording(by, device, "eventDeleted").delete(event));
  }

  /** Revokes a certificate of a device, which has to leave where it came with that. */
  public void revoke(Device device, DeviceCertificate certificate, Actor by) {
    if (!certificate.revoked()) {
      recording(by, device, "certificateRevoked")
          .revoke(certificate, new DeviceCertificate.Revocation(trail.now(), REVOKED_BY_OPERATOR));
    }
  }

  /** Ends a device's connection; it may come again. */
  public void disconnect(Device device, Actor by) {
    Connection connection =
        device
            .connection()
            .filter(c -> c.status() == ConnectionStatus.CONNECTED)
            .orElseThrow(
                () ->
                    RefusedException.conflict("device " + device.clientId() + " is not connected"));
    Connection ended =
        new Connection(
            ConnectionStatus.DISCONNECTED,
            connection.session(),
            connection.username(),
            connection.protocol(),
            connection.clientIp(),
            trail.now(),
            connection.node());
    Device disconnected =
        new Device(
            device.id(),
            device.scopeId(),
            device.clientId(),
            device.enabled(),
            device.attributes(),
            Optional.of(ended),
            device.lastEvent(),
            device.audit().modified(trail.now(), by.id()));
    write(by, disconnected, "disconnected");
  }

  private void write(Actor by, Device device, String action) {
    try {
      recording(by, device, action).update(device, requests(device));
    } catch (StaleException stale) {
      throw RefusedException.stale();
    }
  }

  /** Those whose login or certificate the device may have come with. */
  private List<Id> requests(Device device) {
    return device
        .connection()
        .map(
            c ->
                Stream.concat(
                        store.credentials(c.username()).stream()
                            .filter(credential -> credential.scopeId().equals(device.scopeId()))
                            .map(DeviceCredential::requestId),
                        store
                            .certificates()
                            .certificates(device.scopeId(), device.clientId(), PageRequest.FIRST)
                            .items()
                            .stream()
                            .map(DeviceCertificate::requestId))
                    .distinct()
                    .toList())
        .orElse(List.of());
  }

  private static void check(DeviceDraft draft) {
    draft.attributes().forEach((name, value) -> TextRules.text("/" + name, value));
  }

  private Inventory recording(Actor by, Device device, String action) {
    Subject subject = new Subject("device", device.id(), device.clientId());
    return trail.recording(by, device.scopeId(), action, subject).inventory();
  }
}
