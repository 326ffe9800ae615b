// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

/** Hears how far long work has come. */
public interface Progress {
  /**
   * Called often.
   *
   * @param doing for people
   */
  void at(String doing, long rows, long ofRows);
}
