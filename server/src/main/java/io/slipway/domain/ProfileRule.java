// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

/** Which profile of the protocol (its section 3) a request allows. */
public enum ProfileRule {
  ANY,
  FULL,
  KURA
}
