// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import io.slipway.proof.device.Device;
import io.slipway.proof.device.Login;
import io.slipway.proof.device.Profile;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Trust;
import io.slipway.protocol.message.Answer;
import io.slipway.protocol.message.PlatformRequestCodec;
import io.slipway.protocol.message.RequestEnvelope;
import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.payload.KuraPayloadCodec;
import io.slipway.protocol.payload.PayloadLimits;
import java.time.Instant;

/**
 * A device of the full profile that is provisioned. It believes every signature: what a device
 * computes is not measured here, and other tests prove what it would have found.
 */
final class FlowTalk implements Talk {
  private static final String PREFIX = "$EDC/eurotech-provision/";

  private final PlacedOrder order;
  private final byte[] message;

  FlowTalk(PlacedOrder order, Trust trust) {
    this.order = order;
    this.message =
        KuraPayloadCodec.encode(new Device(Profile.FULL, order, trust).provisionMessage());
  }

  PlacedOrder order() {
    return order;
  }

  /** Application, verb and resource. */
  String rest(String topic) {
    return topic.substring(PREFIX.length() + order.clientId().length() + 1);
  }

  @Override
  public Login login() {
    return Login.of(order.clientId(), order.username(), order.password());
  }

  @Override
  public void begin(Visit visit) {
    visit.subscribe(Device.own(order, "#"));
    visit.publish(Device.own(order, "MQTT/PROV"), message);
  }

  @Override
  public void hear(Visit visit, String topic, byte[] payload) {
    String rest = rest(topic);
    visit.reached(
        switch (rest) {
          case "PROVISION-V1/PUT/certificates" -> Stage.ANSWER;
          case "CONF-V1/PUT/configurations" -> Stage.CONFIGURATION;
          case "PROVISION-V1/EXEC/complete" -> Stage.COMPLETE;
          default -> throw new IllegalStateException(order.clientId() + " was told " + rest);
        });
    KuraPayload request = KuraPayloadCodec.decode(payload, PayloadLimits.DEFAULT);
    answer(visit, rest, request, Answer.accepted());
  }

  static void answer(Visit visit, String rest, KuraPayload request, Answer answer) {
    RequestEnvelope envelope = PlatformRequestCodec.envelope(request);
    String application = rest.substring(0, rest.indexOf('/'));
    visit.publish(
        PREFIX
            + String.join(
                "/", envelope.requesterClientId(), application, "REPLY", envelope.requestId()),
        KuraPayloadCodec.encode(answer.toPayload(Instant.now().toEpochMilli())));
  }

  @Override
  public void heard(Visit visit) {
    if (visit.has(Stage.COMPLETE)) {
      visit.reached(Stage.END);
      visit.leave();
    }
  }
}
