// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Arrays;

/** Nothing is to be had by HTTP here but a WebSocket for MQTT. */
final class UpgradeOnly extends SimpleChannelInboundHandler<FullHttpRequest> {

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    if (request.decoderResult().isFailure()) {
      answer(ctx, HttpResponseStatus.BAD_REQUEST);
    } else if (!request.uri().equals(WebSocketBytes.PATH)) {
      answer(ctx, HttpResponseStatus.NOT_FOUND);
    } else if (!offersMqtt(request)) {
      answer(ctx, HttpResponseStatus.BAD_REQUEST);
    } else {
      ctx.pipeline().remove(this);
      ctx.fireChannelRead(request.retain());
    }
  }

  private static boolean offersMqtt(FullHttpRequest request) {
    return request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL).stream()
        .flatMap(line -> Arrays.stream(line.split(",")))
        .anyMatch(offered -> offered.strip().equals(WebSocketBytes.SUBPROTOCOL));
  }

  private static void answer(ChannelHandlerContext ctx, HttpResponseStatus status) {
    var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
    response
        .headers()
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
        .set(HttpHeaderNames.CONTENT_LENGTH, 0);
    ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }
}
