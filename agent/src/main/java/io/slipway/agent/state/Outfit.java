// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.state;

import java.util.Optional;

/**
 * What a device works with.
 *
 * @param snapshot the name of its configuration
 * @param key the name of its own key, where a certificate for it came with the configuration
 */
public record Outfit(String snapshot, Optional<String> key) {

  /** Reads what {@link #text} wrote. */
  static Outfit parse(String text) {
    int space = text.indexOf(' ');
    return space < 0
        ? new Outfit(text, Optional.empty())
        : new Outfit(text.substring(0, space), Optional.of(text.substring(space + 1)));
  }

  String text() {
    return snapshot + key.map(k -> " " + k).orElse("");
  }
}
