// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

/** Whether a completed request may run again. */
public enum Reprovision {
  NEVER,
  ON_REQUEST
}
