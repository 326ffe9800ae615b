// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** What a broker is there for, as flags. */
final class BrokerUsages {
  enum Usage {
    MESSAGE_BROKER,
    PROVISION
  }

  @Option(
      names = "--usage",
      paramLabel = "USAGE",
      description = "MESSAGE_BROKER (at first) or PROVISION; once for each.")
  private List<Usage> usages;

  @Option(
      names = "--unobserved",
      description =
          "The platform cannot see logins there: its devices count as arrived on leaving.")
  private boolean unobserved;

  /**
   * Puts what was given.
   *
   * @param otherwise what it is there for where nothing was
   */
  void put(ObjectNode body, Set<String> otherwise) {
    Set<String> names = new LinkedHashSet<>(otherwise);
    if (usages != null) {
      names.clear();
      usages.forEach(u -> names.add(u.name()));
    }
    if (unobserved) {
      names.add("UNOBSERVED");
    }
    ArrayNode array = body.putArray("usages");
    names.forEach(u -> array.addObject().put("name", u));
  }
}
