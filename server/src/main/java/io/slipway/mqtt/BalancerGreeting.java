// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears from a balancer whose connection this is, by PROXY protocol version 2, before anything else
 * is read. What it says of itself ({@code LOCAL}) is its own health check.
 */
final class BalancerGreeting extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(BalancerGreeting.class);

  /** Addresses take no more than 216 bytes; what balancers add to them is read by nobody. */
  private static final int MAX_EXTRA_BYTES = 2048;

  private final Surroundings surroundings;
  private Optional<Future<?>> alarm = Optional.empty();
  private boolean refused;

  private BalancerGreeting(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Expects a greeting where the connection comes from a balancer; of others none is believed. */
  static void expectOn(Channel channel, Surroundings surroundings) {
    if (isBalancer(channel, surroundings.settings())) {
      ChannelPipeline pipeline = channel.pipeline();
      pipeline.addLast(new HAProxyMessageDecoder(MAX_EXTRA_BYTES));
      pipeline.addLast(new BalancerGreeting(surroundings));
    }
  }

  static boolean isBalancer(Channel channel, MqttSettings settings) {
    return !settings.proxies().isEmpty()
        && channel.remoteAddress() instanceof InetSocketAddress peer
        && settings.proxies().stream().anyMatch(known -> known.contains(peer.getAddress()));
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    long patience = surroundings.settings().patience().greeting().toMillis();
    alarm =
        Optional.of(
            ctx.executor()
                .schedule(() -> refuse(ctx, "says nothing"), patience, TimeUnit.MILLISECONDS));
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    alarm.ifPresent(waiting -> waiting.cancel(false));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (!refused && message instanceof HAProxyMessage greeting && isOurs(greeting)) {
        source(greeting).ifPresent(source -> Peer.comesFrom(ctx.channel(), source));
        ctx.pipeline().remove(this);
      } else {
        refuse(ctx, "greets in no way that is understood");
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  /** Whether it is of version 2 and about a connection, not about datagrams. */
  private static boolean isOurs(HAProxyMessage greeting) {
    return greeting.protocolVersion() == HAProxyProtocolVersion.V2
        && switch (greeting.proxiedProtocol()) {
          case TCP4, TCP6, UNKNOWN -> true;
          case UDP4, UDP6, UNIX_STREAM, UNIX_DGRAM -> false;
        };
  }

  private static Optional<InetSocketAddress> source(HAProxyMessage greeting) {
    if (greeting.command() == HAProxyCommand.LOCAL
        || greeting.proxiedProtocol() == HAProxyProxiedProtocol.UNKNOWN) {
      return Optional.empty();
    }
    byte[] address = NetUtil.createByteArrayFromIpAddressString(greeting.sourceAddress());
    return Optional.of(new InetSocketAddress(Network.address(address), greeting.sourcePort()));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (Faults.isTheNetworks(cause)) {
      refuse(ctx, cause.getMessage());
    } else {
      ctx.fireExceptionCaught(cause);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a channel that is closed needs no more care
  private void refuse(ChannelHandlerContext ctx, String why) {
    if (!refused) {
      // It stays in its place, so that nothing that follows is heard.
      refused = true;
      LOG.debug("balancer {} {}", ctx.channel().remoteAddress(), why);
      surroundings.meters().turnedAway(MqttMeters.TurnedAway.GREETING);
      ctx.close();
    }
  }
}
