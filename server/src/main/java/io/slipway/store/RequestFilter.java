// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import io.slipway.domain.ExecutionStatus;
import java.util.Optional;

/**
 * Which provision requests are wanted; what is empty does not restrict.
 *
 * @param matchTerm the beginning of a client id or user name
 */
public record RequestFilter(
    Optional<String> clientId, Optional<ExecutionStatus> status, Optional<String> matchTerm) {
  public static final RequestFilter ALL =
      new RequestFilter(Optional.empty(), Optional.empty(), Optional.empty());
}
