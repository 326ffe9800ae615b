// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

/** What was asked is no question that could be answered. */
public final class OcspRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  OcspRefusedException(String reason) {
    super(reason);
  }
}
