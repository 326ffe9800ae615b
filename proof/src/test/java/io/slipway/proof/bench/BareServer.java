// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.slipway.security.CertificateAuthority;
import io.slipway.security.Certificates;
import io.slipway.security.KeysInMemory;
import io.slipway.security.MasterKey;
import io.slipway.security.Sealer;
import io.slipway.security.TlsIdentity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Set;

/**
 * The yardstick: as little as a server can do that speaks MQTT over TLS with the same libraries and
 * a certificate like ours. It lets everybody in, answers each message with one, and keeps nothing.
 * A process of its own, which prints its port.
 */
final class BareServer {
  private static final int BACKLOG = 4096;
  private static final int PACKET_BYTES = 1024 * 1024;
  private static final int ANY_CLIENT_ID = 65_535;

  private BareServer() {}

  /** The argument names the folder for its certificates. */
  public static void main(String[] arguments) throws Exception {
    SslContext tls = tls(identity(Path.of(arguments[0])));
    Channel listener =
        new ServerBootstrap()
            .group(
                new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory()),
                new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory()))
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            tls.newHandler(channel.alloc()),
                            new MqttDecoder(PACKET_BYTES, ANY_CLIENT_ID),
                            MqttEncoder.INSTANCE,
                            new Echo());
                  }
                })
            .bind("127.0.0.1", 0)
            .sync()
            .channel();
    System.out.println(((InetSocketAddress) listener.localAddress()).getPort());
  }

  private static TlsIdentity identity(Path folder) throws IOException {
    SecureRandom random = new SecureRandom();
    Clock clock = Clock.systemUTC();
    MasterKey key = MasterKey.openOrCreate(folder.resolve("master.key"), random);
    return CertificateAuthority.openOrCreate(
            folder,
            new KeysInMemory(),
            new Sealer(key, random),
            new Certificates(random, clock),
            clock)
        .serverIdentity(Set.of("localhost", "127.0.0.1"));
  }

  private static SslContext tls(TlsIdentity identity) throws IOException {
    return SslContextBuilder.forServer(
            identity.key(), identity.chain().toArray(X509Certificate[]::new))
        .sslProvider(SslProvider.OPENSSL)
        .keyStoreType(TlsIdentity.KEY_STORE_TYPE)
        .protocols("TLSv1.3", "TLSv1.2")
        .build();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // there is nobody to tell
  private static final class Echo extends SimpleChannelInboundHandler<MqttMessage> {
    private static final int ANSWER_BYTES = 2_048;

    private int packetId;

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, MqttMessage packet) {
      switch (packet.fixedHeader().messageType()) {
        case CONNECT ->
            ctx.write(
                MqttMessageBuilders.connAck()
                    .returnCode(MqttConnectReturnCode.CONNECTION_ACCEPTED)
                    .build());
        case SUBSCRIBE ->
            ctx.write(
                MqttMessageBuilders.subAck()
                    .packetId(((MqttSubscribeMessage) packet).variableHeader().messageId())
                    .addGrantedQos(MqttQoS.AT_LEAST_ONCE)
                    .build());
        case PUBLISH -> answer(ctx, (MqttPublishMessage) packet);
        case DISCONNECT -> ctx.close();
        default -> ctx.fireChannelReadComplete();
      }
    }

    private void answer(ChannelHandlerContext ctx, MqttPublishMessage publish) {
      ctx.write(MqttMessageBuilders.pubAck().packetId(publish.variableHeader().packetId()).build());
      ctx.write(
          MqttMessageBuilders.publish()
              .topicName(publish.variableHeader().topicName() + "/answer")
              .qos(MqttQoS.AT_LEAST_ONCE)
              .messageId(++packetId)
              .payload(Unpooled.wrappedBuffer(new byte[ANSWER_BYTES]))
              .build());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      ctx.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
