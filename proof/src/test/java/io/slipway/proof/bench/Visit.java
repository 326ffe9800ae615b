// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.slipway.proof.device.Login;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One connection of a client, and when it came how far. */
@SuppressWarnings("FutureReturnValueIgnored") // a connection that fails is seen when it closes
final class Visit extends SimpleChannelInboundHandler<MqttMessage> {
  private static final int KEEP_ALIVE_SECONDS = 600;
  private static final long NEVER = 0;

  private final Talk talk;
  private final Play play;
  private final long[] reached = new long[Stage.values().length];
  private final long began = System.nanoTime();
  private Channel channel;
  private int packetId;
  private int unacknowledged;
  private boolean done;

  Visit(Talk talk, Play play) {
    this.talk = talk;
    this.play = play;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    channel = ctx.channel();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof SslHandshakeCompletionEvent done && done.isSuccess()) {
      reached(Stage.CONNECTION);
      Login login = talk.login();
      channel.writeAndFlush(
          MqttMessageBuilders.connect()
              .protocolVersion(MqttVersion.MQTT_3_1_1)
              .clientId(login.clientId())
              .hasUser(true)
              .username(login.username())
              .hasPassword(true)
              .password(login.password().getBytes(StandardCharsets.UTF_8))
              .cleanSession(true)
              .keepAlive(KEEP_ALIVE_SECONDS)
              .build());
    }
    super.userEventTriggered(ctx, event);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, MqttMessage packet) {
    switch (packet.fixedHeader().messageType()) {
      case CONNACK -> loggedIn(((MqttConnAckMessage) packet).variableHeader().connectReturnCode());
      case SUBACK, PUBACK -> {
        unacknowledged--;
        heardIfAll();
      }
      case PUBLISH -> {
        MqttPublishMessage publish = (MqttPublishMessage) packet;
        channel.write(
            MqttMessageBuilders.pubAck().packetId(publish.variableHeader().packetId()).build());
        talk.hear(
            this, publish.variableHeader().topicName(), ByteBufUtil.getBytes(publish.payload()));
        heardIfAll();
      }
      default -> throw new IllegalStateException("nobody expected " + packet.fixedHeader());
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    channel.flush();
  }

  private void loggedIn(MqttConnectReturnCode code) {
    switch (code) {
      case CONNECTION_ACCEPTED -> {
        reached(Stage.LOGIN);
        talk.begin(this);
      }
      case CONNECTION_REFUSED_SERVER_UNAVAILABLE -> channel.close();
      default -> lost(code.toString());
    }
  }

  private void heardIfAll() {
    if (unacknowledged == 0) {
      talk.heard(this);
    }
  }

  void subscribe(String filter) {
    unacknowledged++;
    channel.write(
        MqttMessageBuilders.subscribe()
            .messageId(++packetId)
            .addSubscription(MqttQoS.AT_LEAST_ONCE, filter)
            .build());
  }

  void publish(String topic, byte[] payload) {
    unacknowledged++;
    channel.write(
        MqttMessageBuilders.publish()
            .topicName(topic)
            .qos(MqttQoS.AT_LEAST_ONCE)
            .messageId(++packetId)
            .payload(Unpooled.wrappedBuffer(payload))
            .build());
  }

  void reached(Stage stage) {
    reached[stage.ordinal()] = System.nanoTime();
  }

  boolean has(Stage stage) {
    return reached[stage.ordinal()] != NEVER;
  }

  /** Does this a while later, if the connection is there still. */
  void later(Runnable deed, long millis) {
    channel
        .eventLoop()
        .schedule(
            () -> {
              if (channel.isActive()) {
                deed.run();
                channel.flush();
              }
            },
            millis,
            TimeUnit.MILLISECONDS);
  }

  /** The line breaks; the client comes again. */
  void cut() {
    channel.close();
  }

  /** It has all that it came for. */
  void leave() {
    if (!done) {
      done = true;
      channel.writeAndFlush(MqttMessageBuilders.disconnect().build());
      channel.close();
      play.done(this);
    }
  }

  private void lost(String why) {
    if (!done) {
      done = true;
      channel.close();
      play.lost(talk.login().clientId() + ": " + why);
    }
  }

  /** How long it waited for this, or empty where it never came. */
  Optional<Long> nanos(Stage stage) {
    if (!has(stage)) {
      return Optional.empty();
    }
    long before = stage.ordinal() == 0 ? began : reached[stage.ordinal() - 1];
    return Optional.of(reached[stage.ordinal()] - before);
  }

  /** How long it took in all. */
  long nanos() {
    return Arrays.stream(reached).max().orElseThrow() - began;
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (!done) {
      play.again(talk);
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IllegalStateException) {
      lost(cause.getMessage());
    }
    ctx.close();
  }
}
