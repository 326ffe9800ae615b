// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.netty.channel.Channel;
import io.slipway.domain.Closing;
import io.slipway.provisioning.DeviceLink;
import java.util.concurrent.RejectedExecutionException;

/** Hands what provisioning asks for to the connection's own thread, in order. */
final class ChannelLink implements DeviceLink {
  private final Channel channel;
  private volatile boolean refused;

  ChannelLink(Channel channel) {
    this.channel = channel;
  }

  /** The device was told that it is not let in, before that was decided. */
  void refuse() {
    refused = true;
  }

  @Override
  public boolean open() {
    return channel.isActive() && !refused;
  }

  @Override
  public void deliver(String topic, byte[] payload) {
    pass(new LinkCall.Deliver(topic, payload));
  }

  @Override
  public void close(Closing reason) {
    pass(new LinkCall.Close(reason));
  }

  private void pass(LinkCall call) {
    if (!channel.isActive()) {
      return;
    }
    try {
      channel.eventLoop().execute(() -> channel.pipeline().fireUserEventTriggered(call));
    } catch (RejectedExecutionException shutDown) {
      // The connection has ended with its threads; there is nobody to tell.
      return;
    }
  }

  @Override
  public String toString() {
    return channel.id().asShortText();
  }
}
