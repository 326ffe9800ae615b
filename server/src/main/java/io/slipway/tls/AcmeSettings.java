// SPDX-License-Identifier: Apache-2.0
package io.slipway.tls;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Who certifies this server, and for what.
 *
 * @param names host names in lower case, at least one
 * @param email where the authority writes to
 * @param authority certificate that the authority's own server hangs on, where Java does not know
 *     it
 */
public record AcmeSettings(
    URI directory,
    List<String> names,
    Optional<String> email,
    Challenge challenge,
    Optional<Path> authority) {

  public AcmeSettings {
    names = List.copyOf(names);
  }

  /** How the authority looks whether the names are ours. */
  public enum Challenge {
    TLS,
    HTTP
  }
}
