// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

/** What sealed values are for: one that was sealed for one purpose does not open for another. */
public final class SealPurposes {
  public static final String ACTIVATION_KEY = "activation-key";

  /** Values of type Password in the configurations of requests, templates and services. */
  public static final String CONFIGURATION = "device-configuration";

  /** Passwords that were made for requests, until they are told. */
  public static final String REQUEST_PASSWORD = "request-password";

  /** Rows of files that orders are imported from. */
  public static final String IMPORT_ROWS = "import-rows";

  private SealPurposes() {}
}
