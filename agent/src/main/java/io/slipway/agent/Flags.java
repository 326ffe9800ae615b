// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

/**
 * Keeps the two settings that the agent itself changes, {@code enabled} and {@code provisioned}.
 */
public interface Flags {

  /** Sets both in one step; fails with an unchecked exception where they cannot be stored. */
  void mark(boolean enabled, boolean provisioned);

  /** Where they stand, for people. */
  String place();
}
