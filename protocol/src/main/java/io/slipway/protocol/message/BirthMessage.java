// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.message;

import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.payload.MalformedPayloadException;
import java.util.Map;
import java.util.Set;

/**
 * What a device says of itself when it has connected.
 *
 * @param applicationIds the request handlers that it has
 * @param metrics all other texts, such as {@code serial_number} and {@code model_name}
 */
public record BirthMessage(Set<String> applicationIds, Map<String, String> metrics) {
  public BirthMessage {
    applicationIds = Set.copyOf(applicationIds);
    metrics = Map.copyOf(metrics);
  }

  /** Throws {@link MalformedPayloadException}. */
  public static BirthMessage from(KuraPayload payload) {
    return new BirthMessage(
        Metrics.names(payload, Metrics.APPLICATION_IDS),
        Metrics.texts(payload, Set.of(Metrics.APPLICATION_IDS)));
  }

  public KuraPayload toPayload(long timestamp) {
    KuraPayload.Builder payload = KuraPayload.builder().timestamp(timestamp);
    payload.metric(
        Metrics.APPLICATION_IDS, String.join(",", applicationIds.stream().sorted().toList()));
    metrics.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(e -> payload.metric(e.getKey(), e.getValue()));
    return payload.build();
  }
}
