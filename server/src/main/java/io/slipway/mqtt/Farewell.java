// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection so that its last words arrive. Closing a socket at once, with bytes from the
 * peer still unread, would make the kernel reset it and the peer throw away what it has not read;
 * so our side is closed first, and the rest when the peer has closed too or the time is over.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // what fails here ends at the latest by the time limit
final class Farewell {
  private Farewell() {}

  /** Says the last packet and closes. */
  static void say(Channel channel, Object packet, Duration patience) {
    begin(channel, patience);
    channel
        .writeAndFlush(packet)
        .addListener((ChannelFutureListener) written -> finish(written, channel));
  }

  /** Closes when what was written before is flushed. */
  static void silently(Channel channel, Duration patience) {
    begin(channel, patience);
    finish(channel.newSucceededFuture(), channel);
  }

  private static void begin(Channel channel, Duration patience) {
    PacketBounds bounds = channel.pipeline().get(PacketBounds.class);
    if (bounds != null) {
      bounds.mute();
    }
    channel.config().setAutoRead(true);
    var limit =
        channel
            .eventLoop()
            .schedule(() -> channel.close(), patience.toMillis(), TimeUnit.MILLISECONDS);
    channel.closeFuture().addListener(closed -> limit.cancel(false));
  }

  private static void finish(ChannelFuture written, Channel channel) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (!written.isSuccess() || !(channel instanceof DuplexChannel duplex)) {
      channel.close();
      return;
    }
    channel
        .writeAndFlush(lastWord(channel))
        .addListener(
            flushed -> {
              if (tls != null && tls.handshakeFuture().isSuccess()) {
                tls.closeOutbound().addListener(sent -> duplex.shutdownOutput());
              } else {
                duplex.shutdownOutput();
              }
            });
  }

  /** Of MQTT nothing is left to say; when even this is flushed, everything before it is out. */
  private static Object lastWord(Channel channel) {
    return WebSocketBytes.carries(channel)
        ? new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE)
        : Unpooled.EMPTY_BUFFER;
  }
}
