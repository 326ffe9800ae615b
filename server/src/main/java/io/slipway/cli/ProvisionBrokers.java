// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The addresses of brokers as REST tells them. */
final class ProvisionBrokers {
  private ProvisionBrokers() {}

  /** The address that devices should be told: an encrypted one where there is one. */
  static Optional<String> best(JsonNode endpoints) {
    return StreamSupport.stream(endpoints.path("items").spliterator(), false)
        .min(Comparator.comparing((JsonNode e) -> !e.path("secure").asBoolean()))
        .map(ProvisionBrokers::url);
  }

  static String url(JsonNode endpoint) {
    String host = Text.of(endpoint, "dns");
    return (endpoint.path("secure").asBoolean() ? "mqtts" : "mqtt")
        + "://"
        + (host.contains(":") ? "[" + host + "]" : host)
        + ":"
        + endpoint.path("port").asInt();
  }

  static String usages(JsonNode endpoint) {
    return StreamSupport.stream(endpoint.path("usages").spliterator(), false)
        .map(u -> Text.of(u, "name"))
        .collect(Collectors.joining(", "));
  }
}
