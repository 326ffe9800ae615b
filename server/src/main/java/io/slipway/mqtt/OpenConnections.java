// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.slipway.domain.Closing;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** All open connections, and how many there may be. */
final class OpenConnections {
  private final int most;
  private final MqttMeters meters;
  private final AtomicInteger count = new AtomicInteger();
  private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

  OpenConnections(int most, MqttMeters meters) {
    this.most = most;
    this.meters = meters;
    meters.gauge("slipway.mqtt.connections", "Open connections", count::get);
  }

  /** Counts a new connection; false, and closed, where there are too many. */
  boolean admits(Channel channel) {
    if (count.incrementAndGet() > most) {
      count.decrementAndGet();
      meters.turnedAway(MqttMeters.TurnedAway.CONNECTIONS);
      channel.unsafe().closeForcibly();
      return false;
    }
    channels.add(channel);
    channel.closeFuture().addListener(closed -> count.decrementAndGet());
    return true;
  }

  /** Tells all that the server shuts down, and waits until they are gone, or the time is over. */
  void drain(Duration limit) {
    channels.forEach(channel -> new ChannelLink(channel).close(Closing.SHUTDOWN));
    channels.newCloseFuture().awaitUninterruptibly(limit.toMillis(), TimeUnit.MILLISECONDS);
    channels.close().awaitUninterruptibly(limit.toMillis(), TimeUnit.MILLISECONDS);
  }
}
