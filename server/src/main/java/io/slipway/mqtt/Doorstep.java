// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;

/**
 * Turns connections away before they become anything here, where there is no room for them in the
 * line.
 */
@Sharable
final class Doorstep extends ChannelInboundHandlerAdapter {
  private final Surroundings surroundings;

  Doorstep(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object accepted) {
    if (accepted instanceof Channel channel && !hasRoom(channel)) {
      surroundings.meters().turnedAway(MqttMeters.TurnedAway.LINE);
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      channel.unsafe().closeForcibly();
    } else {
      ctx.fireChannelRead(accepted);
    }
  }

  /** Where a balancer's connection comes from is not known yet. */
  private boolean hasRoom(Channel channel) {
    boolean known =
        channel.remoteAddress() instanceof InetSocketAddress
            && !BalancerGreeting.isBalancer(channel, surroundings.settings());
    return known
        ? surroundings.line().hasRoomFor(Peer.address(channel).getAddress())
        : surroundings.line().hasRoom();
  }
}
