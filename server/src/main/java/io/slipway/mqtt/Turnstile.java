// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds a connection up from its first byte until there is a slot for it. Only then does the rest
 * of its pipeline come to be, with all that TLS costs. A connection that says nothing takes no
 * place.
 */
final class Turnstile extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(Turnstile.class);

  private final Surroundings surroundings;
  private final ConnectionPipeline pipeline;
  private final Queue<ByteBuf> heldBack = new ArrayDeque<>();
  private int heldBytes;
  private boolean inLine;
  private boolean turnedAway;
  private Optional<WaitingLine.Place> place = Optional.empty();
  private Optional<Future<?>> alarm = Optional.empty();

  Turnstile(Surroundings surroundings, ConnectionPipeline pipeline) {
    this.surroundings = surroundings;
    this.pipeline = pipeline;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    limit(ctx, pipeline.firstByte(), () -> silent(ctx.channel()));
    ctx.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (turnedAway) {
      ReferenceCountUtil.release(message);
      return;
    }
    hold(ctx.channel(), (ByteBuf) message);
    if (!inLine) {
      inLine = true;
      getInLine(ctx);
    }
  }

  private void hold(Channel channel, ByteBuf bytes) {
    heldBack.add(bytes);
    heldBytes += bytes.readableBytes();
    // As long as little came it is read on, so that a peer that hangs up is seen to be gone.
    if (heldBytes > surroundings.settings().limits().connectBytes()) {
      channel.config().setAutoRead(false);
    }
  }

  private void getInLine(ChannelHandlerContext ctx) {
    Channel channel = ctx.channel();
    Duration patience = surroundings.settings().patience().handshake();
    limit(ctx, patience, () -> turnAway(channel, MqttMeters.TurnedAway.WAITED));
    place =
        surroundings
            .line()
            .enter(
                Peer.address(channel).getAddress(),
                () -> channel.eventLoop().execute(() -> admit(ctx)));
    place.ifPresentOrElse(
        found -> channel.closeFuture().addListener(closed -> found.leave()),
        () -> turnAway(channel, MqttMeters.TurnedAway.LINE));
  }

  /** The peer may have gone meanwhile; then its place is given back already. */
  private void admit(ChannelHandlerContext ctx) {
    if (turnedAway || ctx.isRemoved() || !ctx.channel().isActive()) {
      return;
    }
    pipeline.complete(ctx.channel(), place.orElseThrow());
    ctx.channel().config().setAutoRead(true);
    while (!heldBack.isEmpty()) {
      ctx.fireChannelRead(heldBack.poll());
    }
    ctx.fireChannelReadComplete();
    if (!ctx.isRemoved()) {
      ctx.pipeline().remove(this);
    }
  }

  /** Mostly a balancer that wants to know whether anybody is here, or a peer that has given up. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Faults.log(LOG, ctx, cause);
    close(ctx.channel());
  }

  private void silent(Channel channel) {
    surroundings.meters().refused(Refusal.SILENT);
    close(channel);
  }

  /** At once and with a reset: whoever is turned away shall leave nothing to be kept. */
  private void turnAway(Channel channel, MqttMeters.TurnedAway reason) {
    if (!turnedAway) {
      surroundings.meters().turnedAway(reason);
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      close(channel);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a channel that is closed needs no more care
  private void close(Channel channel) {
    turnedAway = true;
    channel.close();
  }

  private void limit(ChannelHandlerContext ctx, Duration patience, Runnable then) {
    alarm.ifPresent(earlier -> earlier.cancel(false));
    alarm = Optional.of(ctx.executor().schedule(then, patience.toMillis(), TimeUnit.MILLISECONDS));
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof LinkCall.Close) {
      close(ctx.channel());
    } else {
      super.userEventTriggered(ctx, event);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    alarm.ifPresent(waiting -> waiting.cancel(false));
    heldBack.forEach(ReferenceCountUtil::release);
    heldBack.clear();
  }
}
