// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.atomic.AtomicInteger;

/** Bounds the TLS handshakes under way at once. A connection that says nothing takes no slot. */
final class HandshakeSlots {
  private final int most;
  private final MqttMeters meters;
  private final AtomicInteger taken = new AtomicInteger();

  HandshakeSlots(int most, MqttMeters meters) {
    this.most = most;
    this.meters = meters;
    meters.gauge("slipway_mqtt_handshakes", taken::get);
  }

  /** To stand before the TLS handler: takes a slot at the first byte, or closes. */
  ChannelHandler forOne(SslHandler tls) {
    return new ChannelInboundHandlerAdapter() {
      @Override
      @SuppressWarnings("FutureReturnValueIgnored") // a channel that is closed needs no more care
      public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (taken.incrementAndGet() > most) {
          taken.decrementAndGet();
          meters.turnedAway(MqttMeters.TurnedAway.HANDSHAKES);
          ReferenceCountUtil.release(message);
          ctx.close();
          return;
        }
        tls.handshakeFuture().addListener(over -> taken.decrementAndGet());
        ctx.pipeline().remove(this);
        ctx.fireChannelRead(message);
      }
    };
  }
}
