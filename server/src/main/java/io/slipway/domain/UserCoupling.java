// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

/** Whether a device's user name may be used with another client id of its account. */
public enum UserCoupling {
  /** As the account says, which is {@link #STRICT} where it says nothing. */
  INHERITED,
  LOOSE,
  STRICT
}
