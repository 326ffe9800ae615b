// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;

/** Webhooks for people. */
final class WebhookText {
  private WebhookText() {}

  static void printSecret(JsonNode webhook, PrintWriter out) {
    out.println("Secret of webhook " + Text.of(webhook, "name") + ", shown only now:");
    out.println(Text.of(webhook, "secret"));
    out.println("Its receiver proves by it that events are from here: see docs/events.md.");
  }
}
