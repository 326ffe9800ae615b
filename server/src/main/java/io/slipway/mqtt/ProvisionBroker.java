// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.slipway.provisioning.DeviceGate;
import io.slipway.security.TicketKeys;
import io.slipway.security.TlsIdentities;
import io.slipway.security.TlsIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listeners where devices log in to be provisioned. */
public final class ProvisionBroker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProvisionBroker.class);
  private static final int BACKLOG = 4096;
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(64 * 1024, 256 * 1024);

  private final Surroundings surroundings;
  private final OpenConnections connections;
  private final List<Channel> listeners = new ArrayList<>();
  private final EventLoopGroup acceptor = threads("mqtt-accept", 1);
  private final EventLoopGroup workers = threads("mqtt", 0);
  private final TlsContexts tls;
  private BrokerPorts ports = BrokerPorts.NONE;

  public ProvisionBroker(
      MqttSettings settings,
      DeviceGate gate,
      TlsIdentity identity,
      MeterRegistry meters,
      InstantSource clock) {
    MqttMeters counters = new MqttMeters(meters);
    WaitingLine line = new WaitingLine(settings.limits(), settings.patience().line(), clock);
    counters.gauge(
        "slipway.mqtt.logins.under.way", "Connections in their handshake or login", line::taken);
    counters.gauge("slipway.mqtt.logins.waiting", "Connections in line for that", line::waiting);
    this.surroundings = new Surroundings(settings, gate, counters, line, clock);
    this.connections = new OpenConnections(settings.limits().connections(), counters);
    this.tls = new TlsContexts(TlsIdentities.of(identity));
  }

  /**
   * Starts to listen.
   *
   * @throws UncheckedIOException naming the address where one cannot be listened on; everything
   *     that was opened is closed then
   */
  public void start() {
    try {
      MqttSettings settings = surroundings.settings();
      ports =
          new BrokerPorts(
              listen(settings.tls(), Transport.TLS),
              listen(settings.tcp(), Transport.TCP),
              listen(settings.wss(), Transport.WSS),
              listen(settings.ws(), Transport.WS));
    } catch (RuntimeException failed) {
      close();
      throw failed;
    }
  }

  /** Where it listens, since {@link #start}. */
  public BrokerPorts ports() {
    return ports;
  }

  /** Connections that are made from now on see these certificates. */
  public void renew(TlsIdentities identities) {
    tls.renew(identities);
  }

  /** Lets devices that come again, also from another node, take a shorter handshake. */
  public void seal(TicketKeys keys) {
    tls.seal(keys);
  }

  private OptionalInt listen(Optional<MqttSettings.Address> address, Transport transport) {
    if (address.isEmpty()) {
      return OptionalInt.empty();
    }
    String host = address.get().host();
    ChannelFuture bound = bootstrap(transport).bind(host, address.get().port());
    if (!bound.awaitUninterruptibly().isSuccess()) {
      String where = host + ":" + address.get().port();
      throw new UncheckedIOException(
          new IOException("cannot listen on " + where + " for devices", bound.cause()));
    }
    listeners.add(bound.channel());
    int port = ((InetSocketAddress) bound.channel().localAddress()).getPort();
    LOG.info("devices log in at {}:{} ({})", host, port, transport);
    return OptionalInt.of(port);
  }

  private ServerBootstrap bootstrap(Transport transport) {
    return new ServerBootstrap()
        .group(acceptor, workers)
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.SO_KEEPALIVE, true)
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
        .handler(new Doorstep(surroundings))
        .childHandler(new ConnectionPipeline(surroundings, connections, tls, transport));
  }

  private static EventLoopGroup threads(String name, int count) {
    return new MultiThreadIoEventLoopGroup(
        count, new DefaultThreadFactory(name), NioIoHandler.newFactory());
  }

  /** Accepts nobody more, tells those who are there, and waits for them within the limit. */
  @Override
  public void close() {
    listeners.forEach(listener -> listener.close().awaitUninterruptibly());
    connections.drain(surroundings.settings().patience().drain());
    stop(acceptor);
    stop(workers);
  }

  private static void stop(EventLoopGroup group) {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }
}
