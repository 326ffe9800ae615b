// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

/** What an operator's order to stop a request came to. */
public enum StopOutcome {
  STOPPED,
  ALREADY_STOPPED,
  /** Too late: the device has arrived. */
  ALREADY_COMPLETED,
  UNKNOWN
}
