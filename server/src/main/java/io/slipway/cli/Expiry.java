// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import picocli.CommandLine.Option;

/** Until when something lasts; to be used as a group of which one is given. */
final class Expiry {
  @Option(
      names = "--expires",
      paramLabel = "TIME",
      description = "It lasts until then, such as 2027-01-31 or +30d.")
  private Moment expires;

  @Option(names = "--no-expiry", description = "It lasts for ever.")
  private boolean never;

  /** Nothing is put where neither was given. */
  static void put(ObjectNode body, Expiry given, Instant now) {
    if (given != null && given.never) {
      body.remove("expirationDate");
    } else if (given != null) {
      body.put("expirationDate", given.expires.after(now).toString());
    }
  }
}
