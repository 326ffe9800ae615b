// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.message;

import java.util.Arrays;
import java.util.Optional;

/** The keys that a device may be asked to make for a certificate of its own. */
public enum KeyType {
  EC_P256("EC-P256"),
  ED25519("Ed25519");

  private final String wireName;

  KeyType(String wireName) {
    this.wireName = wireName;
  }

  /** As it stands in messages and in options of a request. */
  public String wireName() {
    return wireName;
  }

  public static Optional<KeyType> ofWireName(String name) {
    return Arrays.stream(values()).filter(type -> type.wireName.equals(name)).findFirst();
  }
}
