// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.netty.buffer.ByteBufUtil;
import io.netty.util.concurrent.Future;
import io.slipway.mqtt.MqttMeters.Delivery;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Messages to one device, in order, a few of them unacknowledged at a time. Nothing is sent twice
 * on one connection: a message whose acknowledgement is lost is lost with its connection, and
 * provisioning sends it again on the next.
 */
final class Outbox {
  private static final int MAX_PACKET_ID = 65_535;

  private final Queue<LinkCall.Deliver> waiting = new ArrayDeque<>();
  private final Set<Integer> unacknowledged = new LinkedHashSet<>();
  private final Wire wire;
  private final Subscriptions subscriptions;
  private final Consumer<Ending> end;
  private final int window;
  private int lastId;
  private Future<?> alarm;

  Outbox(Wire wire, Subscriptions subscriptions, Consumer<Ending> end) {
    this.wire = wire;
    this.subscriptions = subscriptions;
    this.end = end;
    this.window = Math.min(wire.limits().inFlight(), wire.hello().receiveMaximum());
  }

  void add(LinkCall.Deliver message) {
    if (waiting.size() >= wire.limits().outboundMessages()) {
      end.accept(Ending.SLOW_DEVICE);
      return;
    }
    waiting.add(message);
    wire.meters().outbound(1);
    pump();
  }

  /** The device has a message; what waited for that is sent. */
  void acknowledged(int packetId) {
    if (unacknowledged.remove(packetId)) {
      wire.meters().delivered(Delivery.ACKNOWLEDGED);
      expectAcknowledgement();
      pump();
    }
  }

  /** Whether everything was sent. */
  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Sends what may be sent now. */
  void pump() {
    while (!waiting.isEmpty() && wire.channel().isWritable() && unacknowledged.size() < window) {
      wire.meters().outbound(-1);
      send(waiting.remove());
    }
  }

  void close() {
    wire.meters().outbound(-waiting.size());
    waiting.clear();
    if (alarm != null) {
      alarm.cancel(false);
    }
  }

  private void send(LinkCall.Deliver message) {
    OptionalInt qos = subscriptions.qos(message.topic());
    if (qos.isEmpty()) {
      wire.meters().delivered(Delivery.NOT_SUBSCRIBED);
      return;
    }
    if (size(message) > wire.hello().maximumPacketSize()) {
      wire.meters().delivered(Delivery.TOO_LARGE);
      return;
    }
    int packetId = qos.getAsInt() == 0 ? 0 : nextId();
    wire.send(Packets.publish(message.topic(), message.payload(), packetId));
    wire.meters().delivered(Delivery.SENT);
    if (packetId > 0) {
      unacknowledged.add(packetId);
      if (unacknowledged.size() == 1) {
        expectAcknowledgement();
      }
    }
  }

  private void expectAcknowledgement() {
    if (alarm != null) {
      alarm.cancel(false);
      alarm = null;
    }
    if (!unacknowledged.isEmpty()) {
      long millis = wire.patience().acknowledgement().toMillis();
      alarm =
          wire.channel()
              .eventLoop()
              .schedule(() -> end.accept(Ending.SLOW_DEVICE), millis, TimeUnit.MILLISECONDS);
    }
  }

  private int nextId() {
    do {
      lastId = lastId % MAX_PACKET_ID + 1;
    } while (unacknowledged.contains(lastId));
    return lastId;
  }

  /** At most; the remaining length takes up to four bytes, the packet id two, no properties one. */
  private static long size(LinkCall.Deliver message) {
    int topic = ByteBufUtil.utf8Bytes(message.topic());
    return 1L + 4 + 2 + topic + 2 + 1 + message.payload().length;
  }
}
