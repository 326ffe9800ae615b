// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

/** Why the platform ends a connection. */
public enum Closing {
  /** A newer login with the same identity took over. */
  TAKEN_OVER,
  /** The device may not be provisioned, or its attempt failed. */
  REFUSED,
  /** The device has arrived, or has nothing left to do here. */
  COMPLETED,
  /** An operator stopped the request. */
  STOPPED,
  SHUTDOWN,
  /** Something broke here, such as the database; the device is to come back. */
  ERROR
}
