// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.micrometer.core.instrument.Timer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttIdentifierRejectedException;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttUnacceptableProtocolVersionException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.Future;
import io.slipway.provisioning.LoginAttempt;
import io.slipway.provisioning.LoginDecision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection until its login is decided; then {@link DeviceConnection} takes its place. */
final class LoginHandler extends SimpleChannelInboundHandler<MqttMessage> {
  private static final Logger LOG = LoggerFactory.getLogger(LoginHandler.class);
  private static final int FIRST_V5_LEVEL = 5;
  private static final double KEEP_ALIVE_TOLERANCE = 1.5;

  private enum State {
    CONNECT_AWAITED,
    DECISION_AWAITED,
    DONE
  }

  private final Surroundings surroundings;
  private final PacketBounds bounds;
  private final WaitingLine.Place place;
  private final List<LinkCall> early = new ArrayList<>();
  private State state = State.CONNECT_AWAITED;
  private Optional<Hello> greeted = Optional.empty();
  private Optional<ChannelLink> link = Optional.empty();
  private Optional<Future<?>> alarm = Optional.empty();

  /**
   * @param place in the waiting line, which is left when the login is refused, or a while after the
   *     device was let in
   */
  LoginHandler(Surroundings surroundings, PacketBounds bounds, WaitingLine.Place place) {
    this.surroundings = surroundings;
    this.bounds = bounds;
    this.place = place;
  }

  /** Starts the time that is left for CONNECT; under TLS it starts after the handshake. */
  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    if (Peer.isPlain(ctx.channel())) {
      await(ctx, surroundings.settings().patience().connect());
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    switch (event) {
      case SslHandshakeCompletionEvent done when done.isSuccess() ->
          await(ctx, surroundings.settings().patience().connect());
      case PacketBounds.Breach breach ->
          refuse(ctx.channel(), Refusal.of(breach.ending()), readsV5());
      case LinkCall.Close close when state == State.CONNECT_AWAITED ->
          refuse(ctx.channel(), Refusal.SILENT, false);
      case LinkCall call -> early.add(call);
      default -> super.userEventTriggered(ctx, event);
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, MqttMessage packet) {
    if (state != State.CONNECT_AWAITED) {
      return;
    }
    if (packet.decoderResult().isFailure()) {
      misread(ctx.channel(), packet);
    } else if (packet instanceof MqttConnectMessage connect) {
      greet(ctx, Hello.of(connect));
    } else {
      refuse(ctx.channel(), Refusal.SILENT, false);
    }
  }

  private void misread(Channel channel, MqttMessage packet) {
    Refusal refusal =
        switch (packet.decoderResult().cause()) {
          case MqttUnacceptableProtocolVersionException unknown -> Refusal.PROTOCOL_LEVEL;
          case MqttIdentifierRejectedException bad -> Refusal.CLIENT_ID;
          default -> Refusal.MALFORMED;
        };
    refuse(channel, refusal, readsV5());
  }

  /** Whether the peer reads an answer in the form of MQTT 5, as those who speak newer ones do. */
  private boolean readsV5() {
    return greeted.map(Hello::v5).orElseGet(() -> bounds.protocolLevel() >= FIRST_V5_LEVEL);
  }

  private void greet(ChannelHandlerContext ctx, Hello hello) {
    Optional<Refusal> refusal = hello.refusal();
    if (refusal.isPresent()) {
      refuse(ctx.channel(), refusal.get(), hello.v5());
      return;
    }
    state = State.DECISION_AWAITED;
    greeted = Optional.of(hello);
    Intake intake = new Intake(ctx.channel());
    intake.set(Intake.Pause.LOGIN, true);
    Timer.Sample begun = surroundings.meters().begin();
    await(ctx, surroundings.settings().patience().login());
    ask(ctx.channel(), hello)
        .whenComplete(
            (decision, failure) ->
                ctx.executor()
                    .execute(
                        () -> {
                          surroundings.meters().loginDecided(begun);
                          decided(
                              ctx, hello, intake, failure == null ? decision : undecided(hello));
                        }));
  }

  private CompletionStage<LoginDecision> ask(Channel channel, Hello hello) {
    LoginAttempt attempt =
        new LoginAttempt(
            hello.clientId(),
            hello.username(),
            hello.password(),
            Peer.certificates(channel),
            Peer.address(channel),
            !Peer.isPlain(channel));
    ChannelLink asking = new ChannelLink(channel);
    link = Optional.of(asking);
    try {
      return surroundings.gate().login(attempt, asking);
    } catch (RuntimeException fault) {
      LOG.warn("a login could not be judged", fault);
      return CompletableFuture.failedFuture(fault);
    }
  }

  private LoginDecision.Turned undecided(Hello hello) {
    return surroundings.gate().undecided(hello.clientId());
  }

  private void decided(
      ChannelHandlerContext ctx, Hello hello, Intake intake, LoginDecision decision) {
    boolean gone = state == State.DONE || !ctx.channel().isActive();
    switch (decision) {
      case LoginDecision.Admitted admitted when gone -> admitted.session().closed();
      case LoginDecision.Admitted admitted -> admit(ctx, hello, intake, admitted);
      case LoginDecision.Turned turned when !gone -> turn(ctx.channel(), hello, turned);
      case LoginDecision.Turned turned -> LOG.debug("{} did not wait for its refusal", hello);
    }
  }

  private void turn(Channel channel, Hello hello, LoginDecision.Turned turned) {
    surroundings.meters().refused(Refusal.of(turned.cause()));
    conclude();
    Farewell.say(channel, ConnAck.refused(turned, hello), farewell());
  }

  /** It keeps its slot for a while: who is in is to get through before others come in. */
  @SuppressWarnings("FutureReturnValueIgnored") // leaving twice changes nothing
  private void admit(
      ChannelHandlerContext ctx, Hello hello, Intake intake, LoginDecision.Admitted admitted) {
    surroundings.meters().accepted();
    end();
    Duration headStart = surroundings.settings().patience().headStart();
    ctx.executor().schedule(place::leave, headStart.toMillis(), TimeUnit.MILLISECONDS);
    Wire wire = new Wire(ctx.channel(), hello, surroundings);
    DeviceConnection connection = new DeviceConnection(wire, admitted, intake);
    int keepAlive = ConnAck.keepAliveSeconds(hello, surroundings.settings());
    long silence = Math.round(1000 * KEEP_ALIVE_TOLERANCE * keepAlive);
    ctx.pipeline()
        .addBefore(
            ConnectionPipeline.QUEUE,
            ConnectionPipeline.KEEP_ALIVE,
            new IdleStateHandler(silence, 0, 0, TimeUnit.MILLISECONDS));
    if (hello.maximumPacketSize() < Integer.MAX_VALUE) {
      ctx.pipeline()
          .addBefore(
              ConnectionPipeline.ENCODER,
              ConnectionPipeline.CLIENT_LIMIT,
              new ClientLimit(hello.maximumPacketSize()));
    }
    ctx.pipeline().replace(this, ConnectionPipeline.DEVICE, connection);
    wire.send(ConnAck.accepted(hello, surroundings.settings()));
    early.forEach(connection::on);
    intake.set(Intake.Pause.LOGIN, false);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a channel that is closed needs no more care
  private void refuse(Channel channel, Refusal refusal, boolean v5) {
    if (state == State.DONE) {
      return;
    }
    surroundings.meters().refused(refusal);
    conclude();
    if (refusal.said(v5)) {
      Farewell.say(channel, ConnAck.refused(refusal, v5), farewell());
    } else {
      channel.close();
    }
  }

  private void await(ChannelHandlerContext ctx, Duration time) {
    alarm.ifPresent(earlier -> earlier.cancel(false));
    alarm =
        Optional.of(
            ctx.executor()
                .schedule(() -> tooLate(ctx.channel()), time.toMillis(), TimeUnit.MILLISECONDS));
  }

  private void tooLate(Channel channel) {
    greeted.ifPresentOrElse(
        hello -> turn(channel, hello, undecided(hello)),
        () -> refuse(channel, Refusal.SILENT, false));
  }

  private void conclude() {
    end();
    link.ifPresent(ChannelLink::refuse);
    place.leave();
  }

  private void end() {
    state = State.DONE;
    alarm.ifPresent(waiting -> waiting.cancel(false));
  }

  private Duration farewell() {
    return surroundings.settings().patience().farewell();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    conclude();
    ctx.fireChannelInactive();
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored")
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Faults.log(LOG, ctx, cause);
    conclude();
    ctx.close();
  }
}
