// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.micrometer.core.instrument.Timer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;

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

  private static final int NO_BODY = 0;
  private static final int MOST_HELD_BACK = 64;

  private final Surroundings surroundings;
  private final OpenConnections connections;
  private final TlsContexts tls;
  private final Transport transport;

  ConnectionPipeline(
      Surroundings surroundings,
      OpenConnections connections,
      TlsContexts tls,
      Transport transport) {
    this.surroundings = surroundings;
    this.connections = connections;
    this.tls = tls;
    this.transport = transport;
  }

  @Override
  protected void initChannel(Channel channel) {
    if (connections.admits(channel)) {
      BalancerGreeting.expectOn(channel, surroundings);
      channel.pipeline().addLast(new Turnstile(surroundings, this));
    }
  }

  /** How long a peer may say nothing at all. */
  Duration firstByte() {
    MqttSettings.Patience patience = surroundings.settings().patience();
    return transport.secure() ? patience.handshake() : patience.connect();
  }

  private SslHandler watched(SslHandler handler) {
    handler.setHandshakeTimeoutMillis(firstByte().toMillis());
    Timer.Sample begun = surroundings.meters().begin();
    handler
        .handshakeFuture()
        .addListener(
            done -> {
              if (done.isSuccess()) {
                surroundings.meters().handshaken(begun);
              }
            });
    return handler;
  }

  /** In the order in which bytes come in; the encoder alone turns packets into bytes. */
  void complete(Channel channel, WaitingLine.Place place) {
    MqttSettings settings = surroundings.settings();
    MqttSettings.Limits limits = settings.limits();
    PacketBounds bounds = new PacketBounds(limits);
    ChannelPipeline pipeline = channel.pipeline();
    if (transport.secure()) {
      pipeline.addLast(tls.handshake(channel.alloc(), this::watched, firstByte()));
    }
    // What is said in one turn of the channel's thread leaves in one write.
    pipeline.addLast(new FlushConsolidationHandler(MOST_HELD_BACK, true));
    if (transport.webSocket()) {
      pipeline.addLast(new FrameBounds(bounds, limits));
      pipeline.addLast(new HttpServerCodec());
      pipeline.addLast(new HttpObjectAggregator(NO_BODY));
      pipeline.addLast(new UpgradeOnly());
      pipeline.addLast(new WebSocketServerProtocolHandler(WebSocketBytes.config(settings)));
      pipeline.addLast(new WebSocketBytes());
    }
    pipeline.addLast(bounds);
    pipeline.addLast(
        new MqttDecoder(Math.max(limits.packetBytes(), limits.replyBytes()), ANY_CLIENT_ID));
    pipeline.addLast(bounds.decoded());
    // The keep alive is watched from here on once the device is in.
    pipeline.addLast(QUEUE, new FlowControlHandler());
    pipeline.addLast(ENCODER, MqttEncoder.INSTANCE);
    // It is replaced by DeviceConnection when the login is admitted.
    pipeline.addLast(new LoginHandler(surroundings, bounds, place));
  }
}
