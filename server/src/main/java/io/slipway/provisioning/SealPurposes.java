// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

/** What sealed values are for: one that was sealed for one purpose does not open for another. */
public final class SealPurposes {
  public static final String ACTIVATION_KEY = "activation-key";

  /** Values of type Password in a request's configuration. */
  public static final String CONFIGURATION = "device-configuration";

  private SealPurposes() {}
}
