// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import java.util.Set;

/** What an operator says of an endpoint. */
public record EndpointDraft(
    String schema, String dns, int port, boolean secure, Set<String> usages) {
  public EndpointDraft {
    usages = Set.copyOf(usages);
  }
}
