// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an operator supplies for a template.
 *
 * @param group empty for the account's default group
 * @param values passwords in clear, or as they were shown
 */
public record ServiceDraft(
    String serviceId,
    Optional<String> group,
    Optional<String> displayName,
    Optional<String> description,
    boolean defaultService,
    Map<String, List<String>> values) {

  @Override
  public String toString() {
    return "ServiceDraft[" + serviceId + " of " + group + "]";
  }
}
