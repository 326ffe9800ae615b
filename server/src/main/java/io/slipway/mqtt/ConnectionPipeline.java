// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.Optional;
import java.util.function.Supplier;

/** What a connection consists of. */
final class ConnectionPipeline extends ChannelInitializer<Channel> {
  static final String ENCODER = "encoder";
  static final String CLIENT_LIMIT = "client-limit";
  static final String KEEP_ALIVE = "keep-alive";
  static final String QUEUE = "queue";
  static final String DEVICE = "device";

  /**
   * Client ids are judged by {@code ClientIds}; the codec's own limit of 23 would be in the way.
   */
  private static final int ANY_CLIENT_ID = 65_535;

  private final Surroundings surroundings;
  private final OpenConnections connections;
  private final HandshakeSlots handshakes;
  private final Optional<Supplier<SslContext>> tls;

  ConnectionPipeline(
      Surroundings surroundings,
      OpenConnections connections,
      HandshakeSlots handshakes,
      Optional<Supplier<SslContext>> tls) {
    this.surroundings = surroundings;
    this.connections = connections;
    this.handshakes = handshakes;
    this.tls = tls;
  }

  /** In the order in which bytes come in; the encoder alone turns packets into bytes. */
  @Override
  protected void initChannel(Channel channel) {
    if (!connections.admits(channel)) {
      return;
    }
    MqttSettings.Limits limits = surroundings.settings().limits();
    PacketBounds bounds = new PacketBounds(limits);
    ChannelPipeline pipeline = channel.pipeline();
    if (tls.isPresent()) {
      SslHandler handler = tls.get().get().newHandler(channel.alloc());
      handler.setHandshakeTimeoutMillis(surroundings.settings().patience().handshake().toMillis());
      pipeline.addLast(handshakes.forOne(handler));
      pipeline.addLast(handler);
    }
    pipeline.addLast(bounds);
    pipeline.addLast(
        new MqttDecoder(Math.max(limits.packetBytes(), limits.replyBytes()), ANY_CLIENT_ID));
    pipeline.addLast(bounds.decoded());
    // The keep alive is watched from here on once the device is in.
    pipeline.addLast(QUEUE, new FlowControlHandler());
    pipeline.addLast(ENCODER, MqttEncoder.INSTANCE);
    // It is replaced by DeviceConnection when the login is admitted.
    pipeline.addLast(new LoginHandler(surroundings, bounds));
  }
}
