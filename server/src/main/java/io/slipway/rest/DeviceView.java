// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.slipway.domain.Device;
import io.slipway.domain.DeviceEvent;
import io.slipway.domain.Id;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Devices and their events as JSON. */
final class DeviceView {
  /** What the original has a field for, by the names of the birth message's metrics. */
  private static final Map<String, String> FIELDS =
      Map.ofEntries(
          Map.entry("display_name", "displayName"),
          Map.entry("serial_number", "serialNumber"),
          Map.entry("model_id", "modelId"),
          Map.entry("model_name", "modelName"),
          Map.entry("modem_imei", "imei"),
          Map.entry("modem_imsi", "imsi"),
          Map.entry("modem_iccid", "iccid"),
          Map.entry("bios_version", "biosVersion"),
          Map.entry("firmware_version", "firmwareVersion"),
          Map.entry("os_version", "osVersion"),
          Map.entry("jvm_version", "jvmVersion"),
          Map.entry("osgi_framework_version", "osgiFrameworkVersion"),
          Map.entry("application_framework_version", "applicationFrameworkVersion"),
          Map.entry("connection_interface", "connectionInterface"),
          Map.entry("connection_ip", "connectionIp"),
          Map.entry("application_ids", "applicationIdentifiers"),
          Map.entry("accept_encoding", "acceptEncoding"),
          Map.entry("tamper_status", "tamperStatus"),
          Map.entry("custom_attribute_1", "customAttribute1"),
          Map.entry("custom_attribute_2", "customAttribute2"),
          Map.entry("custom_attribute_3", "customAttribute3"),
          Map.entry("custom_attribute_4", "customAttribute4"),
          Map.entry("custom_attribute_5", "customAttribute5"));

  private DeviceView() {}

  /** What an operator says of a device, by the same names. */
  static Map<String, String> attributes(JsonFields body) {
    Map<String, String> attributes = new HashMap<>();
    FIELDS.forEach(
        (metric, field) -> body.text(field).ifPresent(value -> attributes.put(metric, value)));
    return attributes;
  }

  static JsonView of(Device device) {
    JsonView view =
        JsonView.entity("device", device.id(), device.scopeId(), device.audit())
            .text("clientId", device.clientId())
            .text("status", EnabledWord.of(device.enabled()));
    device
        .connection()
        .ifPresent(
            c -> view.id("connectionId", device.id()).object("connection", connection(device, c)));
    device.lastEvent().ifPresent(e -> view.id("lastEventId", e.id()).object("lastEvent", event(e)));
    List<Map.Entry<String, String>> attributes =
        device.attributes().entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
    attributes.stream()
        .filter(a -> FIELDS.containsKey(a.getKey()))
        .forEach(a -> view.text(FIELDS.get(a.getKey()), a.getValue()));
    return view.objects(
        "extendedProperties",
        attributes.stream()
            .filter(a -> !FIELDS.containsKey(a.getKey()))
            .map(DeviceView::extended)
            .toList());
  }

  static JsonView event(DeviceEvent event) {
    return JsonView.entity(
            "deviceEvent", event.id(), event.scopeId(), event.receivedOn(), Id.PLATFORM)
        .id("deviceId", event.deviceId())
        .time("sentOn", event.sentOn())
        .time("receivedOn", event.receivedOn())
        .text("resource", event.resource())
        .text("action", "CREATE")
        .text("responseCode", "ACCEPTED")
        .text("eventMessage", event.message());
  }

  /** A device has one connection for ever, so both share their id. */
  static JsonView connection(Device device) {
    return connection(device, device.connection().orElseThrow());
  }

  private static JsonView connection(Device device, Device.Connection connection) {
    return JsonView.entity(
            "deviceConnection",
            device.id(),
            device.scopeId(),
            device.audit().createdOn(),
            Id.PLATFORM)
        .time("modifiedOn", connection.since())
        .id("modifiedBy", Id.PLATFORM)
        .number("optlock", device.audit().optlock())
        .text("status", connection.status().name())
        .text("clientId", device.clientId())
        .text("authenticationType", "USER_PASS")
        .text("lastAuthenticationType", "USER_PASS")
        .text("protocol", connection.protocol())
        .text("clientIp", connection.clientIp());
  }

  private static JsonView extended(Map.Entry<String, String> attribute) {
    return JsonView.untyped()
        .text("groupName", "birth")
        .text("name", attribute.getKey())
        .text("value", attribute.getValue());
  }
}
