// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.osgi;

import java.util.HashMap;
import java.util.Map;

/**
 * The configuration that the agent knows. Kura tells it again whenever it stores something, also
 * when the agent itself has asked for that; only what is news is worth a new start.
 */
final class Known {
  static final String ENABLED = "enabled";
  static final String PROVISIONED = "provisioned";

  private Map<String, String> texts = Map.of();

  /** Takes a configuration; returns whether it is another than the one before. */
  synchronized boolean learn(Map<String, String> next) {
    boolean news = !next.equals(texts);
    texts = Map.copyOf(next);
    return news;
  }

  /** The agent is about to change these two itself. */
  synchronized void flags(boolean enabled, boolean provisioned) {
    Map<String, String> next = new HashMap<>(texts);
    next.put(ENABLED, Boolean.toString(enabled));
    next.put(PROVISIONED, Boolean.toString(provisioned));
    texts = Map.copyOf(next);
  }
}
