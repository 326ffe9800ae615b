// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.device;

import io.slipway.protocol.message.PlatformRequest;
import io.slipway.protocol.message.RequestEnvelope;
import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.topic.ControlTopic;

/** What the platform asks of a device, as it came. */
public record Request(
    ControlTopic topic, KuraPayload payload, RequestEnvelope envelope, PlatformRequest content) {

  /** Where its answer goes. */
  public String answerTopic() {
    String app = topic.rest().substring(0, topic.rest().indexOf('/'));
    return "%s/%s/%s/%s/REPLY/%s"
        .formatted(
            topic.prefix(),
            topic.account(),
            envelope.requesterClientId(),
            app,
            envelope.requestId());
  }
}
