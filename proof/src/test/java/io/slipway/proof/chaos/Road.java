// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.chaos;

/** Where devices go, each through a relay of its own. */
enum Road {
  PROVISION_TLS,
  PROVISION_TCP,
  ACCOUNT_TLS
}
