// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.slipway.proof.device.Door;
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
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many clients on one thread, so that one core is enough for them. Who is closed or told that the
 * server is busy comes back after a while, as devices do.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a connection that fails is seen when it closes
final class Fleet implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);
  private static final int PACKET_BYTES = 1024 * 1024;
  private static final int CONNECT_MILLIS = 60_000;
  private static final int FIRST_PAUSE_MILLIS = 1_000;
  private static final int LONGEST_PAUSE_MILLIS = 60_000;
  private static final Duration LIMIT = Duration.ofMinutes(6);

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  /** Plays all talks, so many at once, and returns when the last one is over. */
  Lap play(Door door, int atOnce, List<? extends Talk> talks) throws InterruptedException {
    Play play = new Play(group.next(), bootstrap(door), tls(door), talks, talks.size());
    long began = System.nanoTime();
    play.loop.execute(() -> play.start(atOnce));
    boolean over = play.over.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
    Lap lap = play.lap(began);
    if (!over) {
      LOG.error("{} of {} never came to their end", play.over.getCount(), talks.size());
    }
    return lap;
  }

  /**
   * Lets so many begin in each second, whatever becomes of those before them, and returns when the
   * last one is over.
   *
   * @return what was reached while they came, without the first third, and what was in the end
   */
  Flood flood(Door door, int perSecond, List<? extends Talk> talks) throws InterruptedException {
    Play play = new Play(group.next(), bootstrap(door), tls(door), List.of(), talks.size());
    Flood flood = new Flood();
    long began = System.nanoTime();
    for (int i = 0; i < talks.size(); i++) {
      Talk talk = talks.get(i);
      long due = i * TimeUnit.SECONDS.toMicros(1) / perSecond;
      play.loop.schedule(() -> play.visit(talk), due, TimeUnit.MICROSECONDS);
    }
    long millis = talks.size() * TimeUnit.SECONDS.toMillis(1) / perSecond;
    play.loop.schedule(() -> flood.risen(play.lap(began)), millis / 3, TimeUnit.MILLISECONDS);
    play.loop.schedule(() -> flood.ends(play.lap(began)), millis, TimeUnit.MILLISECONDS);
    boolean over = play.over.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
    if (!over) {
      LOG.error("{} of {} never came to their end", play.over.getCount(), talks.size());
    }
    flood.isOver(play.lap(began));
    return flood;
  }

  /** What a flood met with. */
  static final class Flood {
    private volatile Lap rise;
    private volatile Lap during;
    private volatile Lap whole;

    private void risen(Lap lap) {
      rise = lap;
    }

    private void ends(Lap lap) {
      during = lap.since(rise);
    }

    private void isOver(Lap lap) {
      whole = lap;
      if (during == null) {
        throw new IllegalStateException("the flood was over before all had come");
      }
    }

    Lap during() {
      return during;
    }

    Lap whole() {
      return whole;
    }
  }

  /** Many talks under way. Everything happens on the one thread. */
  static final class Play {
    private final EventLoop loop;
    private final Bootstrap bootstrap;
    private final SslContext tls;
    private final Queue<Talk> waiting;
    private final Queue<Visit> visits = new ConcurrentLinkedQueue<>();
    private final Random random = new Random(1);
    private final int wanted;
    private final CountDownLatch over;
    private final AtomicInteger comebacks = new AtomicInteger();
    private final Map<Talk, Integer> pauses = new HashMap<>();

    private Play(
        EventLoop loop,
        Bootstrap bootstrap,
        SslContext tls,
        List<? extends Talk> talks,
        int wanted) {
      this.loop = loop;
      this.bootstrap = bootstrap;
      this.tls = tls;
      this.waiting = new ArrayDeque<>(talks);
      this.wanted = wanted;
      this.over = new CountDownLatch(wanted);
    }

    private Lap lap(long began) {
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      return new Lap(took, List.copyOf(visits), comebacks.get(), wanted);
    }

    private void start(int atOnce) {
      for (int i = 0; i < atOnce; i++) {
        next();
      }
    }

    private void next() {
      Talk talk = waiting.poll();
      if (talk != null) {
        visit(talk);
      }
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
      over.countDown();
      next();
    }

    /** A while later, twice as long each time, and not all in the same moment. */
    void again(Talk talk) {
      comebacks.incrementAndGet();
      int pause = pauses.getOrDefault(talk, FIRST_PAUSE_MILLIS);
      pauses.put(talk, Math.min(2 * pause, LONGEST_PAUSE_MILLIS));
      loop.schedule(() -> visit(talk), pause + random.nextInt(pause), TimeUnit.MILLISECONDS);
    }

    /** It is lost, and goes on missing in the result. */
    void lost(String why) {
      LOG.error("lost: {}", why);
      over.countDown();
      next();
    }
  }

  private Bootstrap bootstrap(Door door) {
    return new Bootstrap()
        .group(group)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
        .remoteAddress(door.host(), door.port());
  }

  /** Without the peer's name no session is kept, so every handshake is a full one. */
  private static SslContext tls(Door door) {
    try {
      return SslContextBuilder.forClient()
          .sslProvider(SslProvider.OPENSSL)
          .protocols("TLSv1.3")
          .endpointIdentificationAlgorithm(null)
          .trustManager(new OnceVerified(door.trust().orElseThrow()))
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException("BoringSSL can be a client", e);
    }
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
