// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Stands before WebSocket, which keeps a frame until it is whole: who has not said CONNECT yet gets
 * no more kept than CONNECT may take, and the HTTP request before it.
 */
final class FrameBounds extends ChannelInboundHandlerAdapter {
  /** The codec's limits for the first line and the headers, and as much again for frames. */
  private static final int HTTP_BYTES = 2 * (4096 + 8192);

  private final PacketBounds packets;
  private final int most;
  private int seen;

  FrameBounds(PacketBounds packets, MqttSettings.Limits limits) {
    this.packets = packets;
    this.most = HTTP_BYTES + limits.connectBytes();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf bytes) {
      seen += bytes.readableBytes();
    }
    ctx.fireChannelRead(message);
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // a channel that is closed needs no more care
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (packets.sawConnect()) {
      ctx.pipeline().remove(this);
    } else if (seen > most) {
      ctx.close();
    }
    ctx.fireChannelReadComplete();
  }
}
