// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.device;

import io.slipway.protocol.message.BirthMessage;
import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.payload.KuraPayloadCodec;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** A device at its account's broker, where it works once it has been provisioned. */
public record AccountDevice(Settings settings, Wire wire) implements AutoCloseable {

  /** Tells who it is, as a device does when it has connected. */
  public AccountDevice birth() {
    BirthMessage birth =
        new BirthMessage(
            Set.of("CONF-V1", "CMD-V1"),
            Map.of(
                "serial_number", "SN-" + settings.login().clientId(),
                "display_name", "Device " + settings.login().clientId()));
    publish("MQTT/BIRTH", birth.toPayload(Instant.now().toEpochMilli()));
    return this;
  }

  /** Takes leave as Kura does: says so, then disconnects. */
  public void depart() {
    publish("MQTT/DC", KuraPayload.builder().timestamp(Instant.now().toEpochMilli()).build());
    close();
  }

  public boolean publish(String rest, KuraPayload payload) {
    return wire.publish(settings.topic(rest), KuraPayloadCodec.encode(payload));
  }

  @Override
  public void close() {
    wire.close();
  }
}
