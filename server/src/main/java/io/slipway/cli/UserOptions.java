// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Who a user is and what it is there for, as flags. */
final class UserOptions {
  @Option(names = "--display-name", paramLabel = "TEXT", description = "The user's real name.")
  private String displayName;

  @Option(names = "--email", paramLabel = "ADDRESS", description = "Where the user is reached.")
  private String email;

  @Option(names = "--phone", paramLabel = "NUMBER", description = "Where to call.")
  private String phone;

  @Option(names = "--description", paramLabel = "TEXT", description = "Whatever else to know.")
  private String description;

  void put(ObjectNode body) {
    Given.text(body, "displayName", displayName);
    Given.text(body, "email", email);
    Given.text(body, "phoneNumber", phone);
    Given.text(body, "description", description);
  }

  /** Puts all roles that a user is to have. */
  static void put(ObjectNode body, List<String> roles) {
    ArrayNode words = body.putObject("slipway").putArray("roles");
    roles.forEach(r -> words.add(r.strip().toUpperCase(Locale.ROOT).replace('-', '_')));
  }
}
