// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import java.util.Optional;

/**
 * Which connections devices have to have; what is empty does not restrict.
 *
 * @param once whether only devices are wanted that were connected at some time
 */
public record ConnectionFilter(boolean once, Optional<String> clientIp, Optional<String> protocol) {
  public static final ConnectionFilter ANY =
      new ConnectionFilter(false, Optional.empty(), Optional.empty());
}
