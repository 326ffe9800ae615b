// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

/** Where a request, or one attempt of it, stands. */
public enum ExecutionStatus {
  CREATED,
  RUNNING,
  COMPLETED,
  FAILED,
  STOPPED
}
