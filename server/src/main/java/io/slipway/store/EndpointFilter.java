// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import java.util.Optional;

/**
 * Which endpoints are wanted; what is empty does not restrict.
 *
 * @param matchTerm the beginning of a host name
 */
public record EndpointFilter(Optional<String> usage, Optional<String> matchTerm) {
  public static final EndpointFilter ALL = new EndpointFilter(Optional.empty(), Optional.empty());
}
