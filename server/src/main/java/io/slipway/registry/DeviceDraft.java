// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import java.util.Map;

/**
 * What an operator says of a device.
 *
 * @param enabled whether it may log in at its account's broker
 * @param attributes by the names of the birth message's metrics
 */
public record DeviceDraft(String clientId, boolean enabled, Map<String, String> attributes) {
  public DeviceDraft {
    attributes = Map.copyOf(attributes);
  }
}
