// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

/** What a device waits for, in order. A bare cycle ends with {@link #ANSWER}. */
enum Stage {
  CONNECTION("TCP and TLS"),
  LOGIN("login"),
  ANSWER("message to first answer"),
  CONFIGURATION("to configuration"),
  COMPLETE("to complete"),
  END("to last acknowledgement");

  private final String title;

  Stage(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
