// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Option;

/** Whether something counts from now on; to be used as a group of which one is given. */
final class Switch {
  @Option(names = "--enable", description = "Let it count again.")
  private boolean enable;

  @Option(names = "--disable", description = "Let it count no more, from this moment on.")
  private boolean disable;

  /** Nothing is put where neither was given. */
  static void put(ObjectNode body, Switch given) {
    if (given != null && given.enable) {
      body.put("status", "ENABLED");
    } else if (given != null && given.disable) {
      body.put("status", "DISABLED");
    }
  }
}
