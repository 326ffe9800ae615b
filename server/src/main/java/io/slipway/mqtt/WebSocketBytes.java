// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.MessageToMessageCodec;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import java.util.List;

/** Takes MQTT out of WebSocket frames and puts it in; where frames begin and end means nothing. */
final class WebSocketBytes extends MessageToMessageCodec<WebSocketFrame, ByteBuf> {
  static final String PATH = "/mqtt";
  static final String SUBPROTOCOL = "mqtt";

  WebSocketBytes() {
    super(WebSocketFrame.class, ByteBuf.class);
  }

  static WebSocketServerProtocolConfig config(MqttSettings settings) {
    MqttSettings.Limits limits = settings.limits();
    return WebSocketServerProtocolConfig.newBuilder()
        .websocketPath(PATH)
        .subprotocols(SUBPROTOCOL)
        .handshakeTimeoutMillis(settings.patience().connect().toMillis())
        .decoderConfig(
            WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(Math.max(limits.packetBytes(), limits.replyBytes()))
                .allowExtensions(false)
                .withUTF8Validator(false)
                .build())
        .build();
  }

  static boolean carries(Channel channel) {
    return channel.pipeline().get(WebSocketBytes.class) != null;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, WebSocketFrame frame, List<Object> out) {
    switch (frame) {
      case BinaryWebSocketFrame binary -> out.add(binary.content().retain());
      case ContinuationWebSocketFrame more -> out.add(more.content().retain());
      default -> throw new CorruptedFrameException("MQTT is carried in binary frames only");
    }
  }

  @Override
  protected void encode(ChannelHandlerContext ctx, ByteBuf bytes, List<Object> out) {
    out.add(new BinaryWebSocketFrame(bytes.retain()));
  }
}
