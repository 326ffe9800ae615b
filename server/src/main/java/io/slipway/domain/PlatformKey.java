// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.time.Instant;

/**
 * A key of the platform with its certificate.
 *
 * @param sealedKey PKCS#8, sealed by the master key
 * @param certificate PEM
 */
public record PlatformKey(String name, String sealedKey, String certificate, Instant createdOn) {
  @Override
  public String toString() {
    return "PlatformKey[" + name + "]";
  }
}
