// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.time.Duration;

/**
 * How long a session waits (protocol, sections 2 to 4).
 *
 * @param loginGrace from the login to provision message and subscription
 * @param answer to a request, while the device is connected
 * @param reconnect for a device whose connection was lost
 * @param work for the next sign of life from a device that works on an application
 * @param wholeWork on one request about an application
 * @param arrival at the account's broker
 * @param refusal for the answer to a refusal, before the connection is closed
 */
public record Timing(
    Duration loginGrace,
    Duration answer,
    Duration work,
    Duration wholeWork,
    Duration reconnect,
    Duration arrival,
    Duration refusal) {
  public static final Timing DEFAULT =
      new Timing(
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(120),
          Duration.ofHours(1),
          Duration.ofSeconds(120),
          Duration.ofMinutes(10),
          Duration.ofSeconds(5));
}
