// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.device;

import java.time.Duration;
import java.util.Optional;

/** One connection of a public MQTT client. Calls wait for the broker's acknowledgement. */
public interface Wire extends AutoCloseable {

  /** A publication that has come in. */
  record Message(String topic, byte[] payload) {}

  /** Returns whether the broker granted it. */
  boolean subscribe(String filter);

  void unsubscribe(String filter);

  /** Publishes at QoS 1. Returns whether the broker took it, which before MQTT 5 it cannot deny. */
  boolean publish(String topic, byte[] payload);

  /** The next message, or empty where none comes in time. */
  Optional<Message> next(Duration limit);

  boolean connected();

  /** Takes leave orderly. */
  @Override
  void close();

  /** Loses the connection: no DISCONNECT is sent. */
  void cut();
}
