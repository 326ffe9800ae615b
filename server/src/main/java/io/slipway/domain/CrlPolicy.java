// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

/** What a manufacturer's revocation list is worth. */
public enum CrlPolicy {
  /** Whoever it names is refused, also when it is outdated; nobody is refused for want of one. */
  LENIENT,
  /** Without a list that is current nobody is let in. */
  STRICT
}
