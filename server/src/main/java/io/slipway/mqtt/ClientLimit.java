// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.io.IOException;

/**
 * The last word on a client's Maximum Packet Size: what is larger is not sent, the client must go.
 */
final class ClientLimit extends ChannelOutboundHandlerAdapter {
  private final long maximumPacketSize;

  ClientLimit(long maximumPacketSize) {
    this.maximumPacketSize = maximumPacketSize;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // what is written tells by its promise
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf packet && packet.readableBytes() > maximumPacketSize) {
      packet.release();
      promise.tryFailure(new IOException("larger than the client takes"));
      ctx.close();
    } else {
      ctx.write(message, promise);
    }
  }
}
