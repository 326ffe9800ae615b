// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.mqtt;

/** What comes to the agent from outside. */
public sealed interface Happening {

  /**
   * A message came; the array is not copied.
   *
   * @param connection over which one, since word of an older one may come late
   */
  record Message(int connection, String topic, byte[] payload) implements Happening {}

  /** A connection is gone. */
  record Lost(int connection, String why) implements Happening {}

  /** Something has ended that the agent itself has begun. */
  record WorkEnded() implements Happening {}

  /** Somebody wants the agent to end. */
  record StopWanted() implements Happening {}
}
