// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import picocli.CommandLine.Option;

/** What a webhook is to be told. */
final class WebhookTerms {
  private static final String ALL = "all";
  private static final String PREFIX = "request.";

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      split = ",",
      description =
          "Only these, with commas: created, running, completed, failed, stopped, rearmed,"
              + " deleted, quarantined, suspected; or all.")
  private List<String> kinds;

  void addTo(ObjectNode webhook) {
    if (kinds != null) {
      ArrayNode words = webhook.putArray("kinds");
      kinds.stream().filter(k -> !k.equals(ALL)).forEach(k -> words.add(word(k)));
    }
  }

  /** The prefix that all of them have need not be typed. */
  static String word(String kind) {
    return kind.startsWith(PREFIX) ? kind : PREFIX + kind;
  }
}
