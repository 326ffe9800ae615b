// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.concurrent.Future;
import io.slipway.protocol.topic.ProvisioningRights;
import io.slipway.provisioning.DeviceSession;
import io.slipway.provisioning.LoginDecision;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One admitted device, from its CONNACK to its end. Everything happens on the channel's thread. */
final class DeviceConnection extends SimpleChannelInboundHandler<MqttMessage> {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceConnection.class);

  private final Wire wire;
  private final DeviceSession session;
  private final Intake intake;
  private final Subscriptions subscriptions;
  private final Publications publications;
  private final Outbox outbox;

  /** Set when the end is decided but something is still to be sent before it. */
  private Optional<Ending> leaving = Optional.empty();

  private Optional<Ending> ended = Optional.empty();
  private Optional<Future<?>> unreadAlarm = Optional.empty();

  DeviceConnection(Wire wire, LoginDecision.Admitted admitted, Intake intake) {
    ProvisioningRights rights = new ProvisioningRights(admitted.scope());
    this.wire = wire;
    this.session = admitted.session();
    this.intake = intake;
    this.subscriptions = new Subscriptions(wire, session, rights);
    this.publications = new Publications(wire, session, rights, intake, this::settled);
    this.outbox = new Outbox(wire, subscriptions, this::end);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, MqttMessage packet) {
    if (ended.isPresent()) {
      return;
    }
    try {
      if (packet.decoderResult().isFailure()) {
        throw new Violation(Ending.MALFORMED);
      }
      on(packet);
    } catch (Violation violation) {
      end(violation.ending());
    }
  }

  private void on(MqttMessage packet) {
    switch (packet.fixedHeader().messageType()) {
      case PUBACK -> outbox.acknowledged(packetId(packet));
      case PINGREQ -> wire.send(Packets.pingResp());
      case DISCONNECT -> end(Ending.DEVICE_LEFT);
      case PUBLISH, PUBREL, SUBSCRIBE, UNSUBSCRIBE -> {
        if (leaving.isEmpty()) {
          hear(packet);
        }
      }
      // We send nothing at QoS 2, so these answer nothing.
      case PUBREC, PUBCOMP -> LOG.debug("{} answers what was not sent", wire.hello());
      case CONNECT, CONNACK, SUBACK, UNSUBACK, PINGRESP, AUTH ->
          throw new Violation(Ending.PROTOCOL_ERROR);
    }
    leaveWhenDone();
  }

  private void hear(MqttMessage packet) {
    switch (packet) {
      case MqttPublishMessage publish -> publications.publish(publish);
      case MqttSubscribeMessage subscribe -> subscriptions.subscribe(subscribe);
      case MqttUnsubscribeMessage unsubscribe -> wire.send(subscriptions.unsubscribe(unsubscribe));
      default -> wire.send(publications.release(packetId(packet)));
    }
  }

  private static int packetId(MqttMessage packet) {
    return ((MqttMessageIdVariableHeader) packet.variableHeader()).messageId();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    switch (event) {
      case LinkCall call -> on(call);
      case PacketBounds.Breach breach -> end(breach.ending());
      case IdleStateEvent idle -> {
        if (!intake.paused()) {
          end(Ending.KEEP_ALIVE);
        }
      }
      default -> super.userEventTriggered(ctx, event);
    }
  }

  void on(LinkCall call) {
    if (ended.isPresent() || leaving.isPresent()) {
      return;
    }
    switch (call) {
      case LinkCall.Deliver deliver -> outbox.add(deliver);
      case LinkCall.Close close -> leave(Ending.of(close.reason()));
    }
  }

  private void settled(Optional<Ending> failure) {
    failure.ifPresent(this::end);
    leaveWhenDone();
  }

  private void leave(Ending ending) {
    leaving = Optional.of(ending);
    leaveWhenDone();
    if (ended.isEmpty()) {
      var limit =
          wire.channel()
              .eventLoop()
              .schedule(
                  () -> end(ending), wire.patience().farewell().toMillis(), TimeUnit.MILLISECONDS);
      wire.channel().closeFuture().addListener(closed -> limit.cancel(false));
    }
  }

  private void leaveWhenDone() {
    boolean done =
        leaving
            .filter(why -> outbox.isEmpty() && (!why.orderly() || publications.isEmpty()))
            .isPresent();
    if (done) {
      end(leaving.get());
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a channel that is closed needs no more care
  private void end(Ending ending) {
    if (ended.isPresent()) {
      return;
    }
    ended = Optional.of(ending);
    wire.meters().ended(ending);
    LOG.debug("{} ends: {}", wire.hello(), ending);
    outbox.close();
    if (ending == Ending.DEVICE_LEFT || ending == Ending.CONNECTION_LOST) {
      wire.channel().close();
    } else if (wire.v5() && ending.said()) {
      Farewell.say(wire.channel(), Packets.disconnect(ending), wire.patience().farewell());
    } else {
      Farewell.silently(wire.channel(), wire.patience().farewell());
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    boolean writable = ctx.channel().isWritable();
    unreadAlarm.ifPresent(alarm -> alarm.cancel(false));
    unreadAlarm = Optional.empty();
    if (ended.isEmpty()) {
      intake.set(Intake.Pause.UNREAD, !writable);
      if (writable) {
        outbox.pump();
        leaveWhenDone();
      } else {
        unreadAlarm = Optional.of(expectReading(ctx));
      }
    }
    ctx.fireChannelWritabilityChanged();
  }

  private Future<?> expectReading(ChannelHandlerContext ctx) {
    return ctx.executor()
        .schedule(
            () -> end(Ending.SLOW_DEVICE),
            wire.patience().write().toMillis(),
            TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end(Ending.CONNECTION_LOST);
    unreadAlarm.ifPresent(alarm -> alarm.cancel(false));
    session.closed();
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Faults.log(LOG, ctx, cause);
    end(Faults.isTheNetworks(cause) ? Ending.CONNECTION_LOST : Ending.ERROR);
  }
}
