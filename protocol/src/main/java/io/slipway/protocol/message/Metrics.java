// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.message;

import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.payload.MalformedPayloadException;
import io.slipway.protocol.payload.Metric;
import io.slipway.protocol.payload.MetricValue;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Names of metrics, and how several messages read them alike. */
final class Metrics {
  static final String APPLICATION_IDS = "application_ids";
  static final String REQUEST_ID = "request.id";
  static final String REQUESTER = "requester.client.id";
  static final String NONCE = "nonce";

  private static final int MAX_TEXT = 4_096;

  private Metrics() {}

  static String required(KuraPayload payload, String name) {
    return payload
        .string(name)
        .orElseThrow(() -> new MalformedPayloadException("metric " + name + " is missing"));
  }

  static long requiredLong(KuraPayload payload, String name) {
    return payload
        .longValue(name)
        .orElseThrow(() -> new MalformedPayloadException("metric " + name + " is missing"));
  }

  static byte[] body(KuraPayload payload) {
    return payload.body().orElseThrow(() -> new MalformedPayloadException("the body is missing"));
  }

  /** The names of a comma list. */
  static Set<String> names(KuraPayload payload, String metric) {
    return payload.string(metric).stream()
        .flatMap(list -> Arrays.stream(list.split(",", -1)))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** What a device says of itself: all texts but those in {@code except}, shortened if too long. */
  static Map<String, String> texts(KuraPayload payload, Set<String> except) {
    Map<String, String> texts = new TreeMap<>();
    for (Metric metric : payload.metrics()) {
      if (metric.value() instanceof MetricValue.OfString text && !except.contains(metric.name())) {
        texts.put(metric.name(), shortened(text.value()));
      }
    }
    return texts;
  }

  /** Never cuts a character in two, which no database could hold. */
  private static String shortened(String text) {
    if (text.length() <= MAX_TEXT) {
      return text;
    }
    boolean torn = Character.isHighSurrogate(text.charAt(MAX_TEXT - 1));
    return text.substring(0, torn ? MAX_TEXT - 1 : MAX_TEXT);
  }
}
