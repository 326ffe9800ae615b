// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.netty.handler.codec.mqtt.MqttMessage;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;

/** Acknowledgements in the order of the publications, each when its publication is committed. */
final class Acknowledgements {
  private final Queue<Owed> owed = new ArrayDeque<>();
  private final Consumer<MqttMessage> send;
  private int uncommitted;
  private long uncommittedBytes;

  Acknowledgements(Consumer<MqttMessage> send) {
    this.send = send;
  }

  /** One publication's acknowledgement; none where its QoS is 0. */
  static final class Owed {
    private final Optional<MqttMessage> packet;
    private final int bytes;
    private boolean committed;

    private Owed(Optional<MqttMessage> packet, int bytes) {
      this.packet = packet;
      this.bytes = bytes;
    }
  }

  /** To be sent after {@link #committed}. */
  Owed owe(Optional<MqttMessage> packet, int bytes) {
    Owed later = new Owed(packet, bytes);
    owed.add(later);
    uncommitted++;
    uncommittedBytes += bytes;
    return later;
  }

  /** To be sent as soon as all before it are. */
  void due(MqttMessage packet) {
    Owed now = new Owed(Optional.of(packet), 0);
    now.committed = true;
    owed.add(now);
    send();
  }

  void committed(Owed publication) {
    publication.committed = true;
    uncommitted--;
    uncommittedBytes -= publication.bytes;
    send();
  }

  /** How many publications wait for their commit. */
  int uncommitted() {
    return uncommitted;
  }

  long uncommittedBytes() {
    return uncommittedBytes;
  }

  private void send() {
    while (!owed.isEmpty() && owed.peek().committed) {
      owed.remove().packet.ifPresent(send);
    }
  }
}
