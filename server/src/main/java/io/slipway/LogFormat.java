// SPDX-License-Identifier: Apache-2.0
package io.slipway;

/** The form in which events are logged. */
enum LogFormat {
  /** A line for people. */
  TEXT,
  /** An object for machines on each line. */
  JSON
}
