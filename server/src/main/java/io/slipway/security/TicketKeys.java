// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.protocol.message.Secret;
import java.util.List;

/**
 * What session tickets are sealed with. The first seals; those after it still open what they have
 * sealed before.
 */
public record TicketKeys(List<Secret> newestFirst) {
  /** Of each: a name, a key for the MAC and one for the cipher, 16 bytes each. */
  public static final int KEY_BYTES = 48;

  public TicketKeys {
    newestFirst = List.copyOf(newestFirst);
  }
}
