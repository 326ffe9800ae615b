// SPDX-License-Identifier: Apache-2.0
package io.slipway.events;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.slipway.domain.Id;
import io.slipway.domain.RequestEvent;
import io.slipway.protocol.message.FailureCause;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Events as those who listen get them, in one line. */
public final class EventJson {
  static final String TEST = "webhook.test";

  private EventJson() {}

  public static String of(RequestEvent event) {
    ObjectNode json =
        common(event.number(), event.kind().word(), event.scopeId(), event.at())
            .put("requestId", event.requestId().toString())
            .put("clientId", event.clientId());
    event.executionId().map(Id::toString).ifPresent(x -> json.put("executionId", x));
    event.cause().map(FailureCause::name).ifPresent(c -> json.put("cause", c));
    return json.toString();
  }

  /** What tells a receiver no more than that it is reached. */
  static String test(Id scopeId, Instant at) {
    return common(0, TEST, scopeId, at).toString();
  }

  private static ObjectNode common(long number, String kind, Id scopeId, Instant at) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", number)
        .put("kind", kind)
        .put("scopeId", scopeId.toString())
        .put("at", at.truncatedTo(ChronoUnit.MILLIS).toString());
  }
}
