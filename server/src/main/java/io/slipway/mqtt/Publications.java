// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.slipway.protocol.topic.ProvisioningRights;
import io.slipway.provisioning.DeviceSession;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a device publishes: handed to its session in order, acknowledged in order after the commit.
 */
final class Publications {
  private static final Logger LOG = LoggerFactory.getLogger(Publications.class);
  private static final int NOT_AUTHORIZED = 0x87;
  private static final int UNKNOWN_PACKET_ID = 0x92;

  private final Wire wire;
  private final DeviceSession session;
  private final ProvisioningRights rights;
  private final Intake intake;
  private final Consumer<Optional<Ending>> settled;
  private final Acknowledgements acknowledgements;
  private final ForeignRate foreignRate;

  /** Ids of QoS 2 publications that were taken and not released, so that each is taken once. */
  private final BitSet unreleased = new BitSet();

  /**
   * @param settled told after each commit, with the ending where it failed
   */
  Publications(
      Wire wire,
      DeviceSession session,
      ProvisioningRights rights,
      Intake intake,
      Consumer<Optional<Ending>> settled) {
    this.wire = wire;
    this.session = session;
    this.rights = rights;
    this.intake = intake;
    this.settled = settled;
    this.acknowledgements = new Acknowledgements(wire::send);
    this.foreignRate =
        new ForeignRate(wire.limits().foreignPerMinute(), wire.surroundings().clock());
  }

  /** Whether everything that was published is committed. */
  boolean isEmpty() {
    return acknowledgements.uncommitted() == 0;
  }

  void publish(MqttPublishMessage packet) {
    check(packet);
    if (packet.fixedHeader().qosLevel() == MqttQoS.EXACTLY_ONCE
        && unreleased.get(packet.variableHeader().packetId())) {
      acknowledgements.due(answer(packet, 0).orElseThrow());
      return;
    }
    ProvisioningRights.Verdict verdict = rights.publish(packet.variableHeader().topicName());
    wire.meters().published(verdict);
    switch (verdict) {
      case ALLOWED -> take(packet);
      case FOREIGN -> drop(packet);
      case WRONG_ACCOUNT -> {
        session.wrongAccount();
        drop(packet);
      }
    }
  }

  /** PUBREL: the id of a QoS 2 publication may be used again. */
  MqttMessage release(int packetId) {
    boolean known = unreleased.get(packetId);
    unreleased.clear(packetId);
    return Packets.reply(MqttMessageType.PUBCOMP, packetId, known ? 0 : UNKNOWN_PACKET_ID);
  }

  private void check(MqttPublishMessage packet) {
    if (wire.v5()) {
      checkV5(packet);
    }
    if (packet.variableHeader().topicName().isEmpty()) {
      throw new Violation(Ending.MALFORMED);
    }
  }

  private static void checkV5(MqttPublishMessage packet) {
    MqttProperties properties = packet.variableHeader().properties();
    if (packet.fixedHeader().isRetain()) {
      throw new Violation(Ending.RETAINED);
    }
    if (properties.getProperty(MqttPropertyType.TOPIC_ALIAS.value()) != null) {
      throw new Violation(Ending.TOPIC_ALIAS);
    }
    if (!properties.getProperties(MqttPropertyType.SUBSCRIPTION_IDENTIFIER.value()).isEmpty()) {
      throw new Violation(Ending.PROTOCOL_ERROR);
    }
  }

  private void take(MqttPublishMessage packet) {
    if (packet.fixedHeader().qosLevel() == MqttQoS.EXACTLY_ONCE) {
      if (unreleased.cardinality() >= wire.limits().receiveMaximum()) {
        throw new Violation(Ending.RECEIVE_MAXIMUM);
      }
      unreleased.set(packet.variableHeader().packetId());
    }
    byte[] payload = ByteBufUtil.getBytes(packet.payload());
    Acknowledgements.Owed owed = acknowledgements.owe(answer(packet, 0), payload.length);
    adjustIntake();
    EventLoop loop = wire.channel().eventLoop();
    hand(packet.variableHeader().topicName(), payload)
        .whenComplete((nothing, failure) -> loop.execute(() -> settle(owed, failure)));
  }

  private CompletionStage<Void> hand(String topic, byte[] payload) {
    try {
      return session.published(topic, payload);
    } catch (RuntimeException broken) {
      return CompletableFuture.failedFuture(broken);
    }
  }

  private void settle(Acknowledgements.Owed owed, Throwable failure) {
    if (failure != null) {
      LOG.debug("a publication of {} was not stored", wire.hello(), failure);
      settled.accept(Optional.of(Ending.ERROR));
    } else if (wire.channel().isActive()) {
      acknowledgements.committed(owed);
      adjustIntake();
      settled.accept(Optional.empty());
    }
  }

  private void adjustIntake() {
    boolean much =
        acknowledgements.uncommitted() >= wire.limits().uncommitted()
            || acknowledgements.uncommittedBytes() >= wire.limits().replyBytes();
    intake.set(Intake.Pause.UNCOMMITTED, much);
  }

  private void drop(MqttPublishMessage packet) {
    if (foreignRate.exceeded()) {
      throw new Violation(Ending.FOREIGN_PUBLICATIONS);
    }
    answer(packet, NOT_AUTHORIZED).ifPresent(acknowledgements::due);
  }

  private static Optional<MqttMessage> answer(MqttPublishMessage packet, int reasonCode) {
    int packetId = packet.variableHeader().packetId();
    return switch (packet.fixedHeader().qosLevel()) {
      case AT_LEAST_ONCE ->
          Optional.of(Packets.reply(MqttMessageType.PUBACK, packetId, reasonCode));
      case EXACTLY_ONCE -> Optional.of(Packets.reply(MqttMessageType.PUBREC, packetId, reasonCode));
      default -> Optional.empty();
    };
  }
}
