// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import java.time.Duration;

/** How a visit to a broker ended. */
sealed interface Outcome {

  /** For people. */
  String text();

  /** The provision broker has said all; the configuration is stored. */
  record Delivered() implements Outcome {
    @Override
    public String text() {
      return "the configuration is here";
    }
  }

  /** The device has another certificate, and comes again with that. */
  record Renewed() implements Outcome {
    @Override
    public String text() {
      return "the certificate is renewed";
    }
  }

  /** The broker could not be reached. */
  record Unreachable(String text) implements Outcome {}

  /**
   * The connection ended too early.
   *
   * @param progress whether the platform had asked for something
   */
  record Lost(String text, boolean progress) implements Outcome {}

  /** The broker refused the login. */
  record LoginRefused(String text) implements Outcome {}

  /**
   * The platform said that the device is not provisioned now.
   *
   * @param retryAfter zero where it named no time
   */
  record TurnedAway(String text, Duration retryAfter) implements Outcome {}

  /** Nothing came of it: time ran out, or something on the device itself failed. */
  record Failed(String text) implements Outcome {}
}
