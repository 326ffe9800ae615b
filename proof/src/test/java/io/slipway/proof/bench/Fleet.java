// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.slipway.proof.device.Door;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many clients on one thread, so that one core is enough for them. Who is closed or told that the
 * server is busy comes back after a while, as devices do.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what is scheduled runs, or the thread is at its end
final class Fleet implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);
  private static final int CONNECT_MILLIS = 60_000;
  private static final Duration LIMIT = Duration.ofMinutes(30);

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  /** Plays all talks, so many at once, and returns when the last one is over. */
  Lap play(Door door, int atOnce, List<? extends Talk> talks) throws InterruptedException {
    Play play = new Play(group.next(), bootstrap(door), tls(door), talks, Play.Manner.AT_ONCE);
    long began = System.nanoTime();
    play.loop.execute(() -> play.start(atOnce));
    await(play);
    return play.lap(began);
  }

  /**
   * Lets so many knock in each second, whatever becomes of those before them: those whom the server
   * turned away, once they are due again, and new ones. Returns when all who have begun are
   * through.
   *
   * @return what was reached while they came, without the first third, and what was in the end
   */
  Flood flood(Door door, int perSecond, Duration length, List<? extends Talk> talks)
      throws InterruptedException {
    Play play = new Play(group.next(), bootstrap(door), tls(door), talks, Play.Manner.PACED);
    Flood flood = new Flood();
    long began = System.nanoTime();
    play.loop.execute(() -> play.pace(perSecond));
    long millis = length.toMillis();
    play.loop.schedule(() -> flood.risen(play.lap(began)), millis / 3, TimeUnit.MILLISECONDS);
    play.loop.schedule(
        () -> {
          flood.ends(play.lap(began));
          play.noMore();
        },
        millis,
        TimeUnit.MILLISECONDS);
    await(play);
    flood.isOver(play.lap(began));
    return flood;
  }

  private static void await(Play play) throws InterruptedException {
    if (!play.over.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      LOG.error("not all of {} came to their end", play.begun);
    }
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
    }

    Lap during() {
      return during;
    }

    Lap whole() {
      return whole;
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
