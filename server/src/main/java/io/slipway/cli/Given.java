// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Puts what was given on the command line where REST looks for it; null was not given. */
final class Given {
  private Given() {}

  /** An empty text takes away what was there. */
  static void text(ObjectNode body, String field, String text) {
    if (text != null && text.isEmpty()) {
      body.remove(field);
    } else if (text != null) {
      body.put(field, text);
    }
  }

  static void number(ObjectNode body, String field, Integer number) {
    if (number != null) {
      body.put(field, number);
    }
  }
}
