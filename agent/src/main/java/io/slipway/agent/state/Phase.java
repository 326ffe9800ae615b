// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.state;

/**
 * How far a device is.
 *
 * <pre>
 * SEEKING ──configuration──▶ RECEIVED ──complete──▶ SWITCHING ──account broker accepts──▶ ARRIVED
 *    ▲                          │ ▲                     │ ▲ another configuration           │
 *    │                          └─┘ another             └─┘                                 │
 *    └──────────────────────── somebody enables provisioning again ────────────────────────┘
 * </pre>
 */
public enum Phase {
  /** Nothing has been received. */
  SEEKING,
  /** A configuration is stored, but the platform has not said that it is all. */
  RECEIVED,
  /** All has been said; the account's broker has to accept the device. */
  SWITCHING,
  /** The device is at work in its account. */
  ARRIVED
}
