// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Many talks under way. Everything happens on the one thread. */
@SuppressWarnings("FutureReturnValueIgnored") // a connection that fails is seen when it closes
final class Play {
  private static final Logger LOG = LoggerFactory.getLogger(Play.class);
  private static final int PACKET_BYTES = 1024 * 1024;
  private static final int FIRST_PAUSE_MILLIS = 1_000;
  private static final int LONGEST_PAUSE_MILLIS = 60_000;
  private static final long TICK_MILLIS = 2;

  /** When the next one begins: when another is through, or when its time has come. */
  enum Manner {
    AT_ONCE,
    PACED
  }

  final EventLoop loop;
  final CountDownLatch over = new CountDownLatch(1);
  private final Bootstrap bootstrap;
  private final SslContext tls;
  private final Manner manner;
  private final Queue<Talk> fresh;
  private final Queue<Talk> returning = new ArrayDeque<>();
  private final Queue<Visit> visits = new ConcurrentLinkedQueue<>();
  private final Random random = new Random(1);
  private final AtomicInteger comebacks = new AtomicInteger();
  private final Map<Talk, Integer> pauses = new HashMap<>();
  final AtomicInteger begun = new AtomicInteger();
  private int ended;

  Play(
      EventLoop loop,
      Bootstrap bootstrap,
      SslContext tls,
      List<? extends Talk> talks,
      Manner manner) {
    this.loop = loop;
    this.bootstrap = bootstrap;
    this.tls = tls;
    this.manner = manner;
    this.fresh = new ArrayDeque<>(talks);
  }

  Lap lap(long began) {
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    return new Lap(took, List.copyOf(visits), comebacks.get(), begun.get());
  }

  void start(int atOnce) {
    for (int i = 0; i < atOnce; i++) {
      next();
    }
  }

  /** From now on so many begin or come again each second. */
  void pace(int perSecond) {
    long began = System.nanoTime();
    long[] let = {0};
    loop.scheduleAtFixedRate(
        () -> {
          long due = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began) * perSecond / 1_000;
          for (; let[0] < due; let[0]++) {
            next();
          }
        },
        0,
        TICK_MILLIS,
        TimeUnit.MILLISECONDS);
  }

  /** Who has not begun stays at home. */
  void noMore() {
    fresh.clear();
    endIfAllAre();
  }

  private void next() {
    Talk talk = returning.poll();
    if (talk == null) {
      talk = fresh.poll();
      if (talk == null) {
        return;
      }
      begun.incrementAndGet();
    }
    visit(talk);
  }

  private void visit(Talk talk) {
    Visit visit = new Visit(talk, this);
    ChannelInitializer<SocketChannel> pipeline =
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(SocketChannel channel) {
            channel
                .pipeline()
                .addLast(
                    tls.newHandler(channel.alloc()),
                    new MqttDecoder(PACKET_BYTES),
                    MqttEncoder.INSTANCE,
                    visit);
          }
        };
    ChannelFuture connecting = bootstrap.clone().handler(pipeline).connect();
    connecting.addListener(
        connected -> {
          if (!connected.isSuccess()) {
            again(talk);
          }
        });
  }

  void done(Visit visit) {
    visits.add(visit);
    ended();
  }

  /** A while later, twice as long each time, and not all in the same moment. */
  void again(Talk talk) {
    comebacks.incrementAndGet();
    int pause = pauses.getOrDefault(talk, FIRST_PAUSE_MILLIS);
    pauses.put(talk, Math.min(2 * pause, LONGEST_PAUSE_MILLIS));
    loop.schedule(() -> isBack(talk), pause + random.nextInt(pause), TimeUnit.MILLISECONDS);
  }

  private void isBack(Talk talk) {
    switch (manner) {
      case AT_ONCE -> visit(talk);
      case PACED -> returning.add(talk);
    }
  }

  /** It is lost, and goes on missing in the result. */
  void lost(String why) {
    LOG.error("lost: {}", why);
    ended();
  }

  private void ended() {
    ended++;
    if (manner == Manner.AT_ONCE) {
      next();
    }
    endIfAllAre();
  }

  private void endIfAllAre() {
    if (fresh.isEmpty() && ended == begun.get()) {
      over.countDown();
    }
  }
}
