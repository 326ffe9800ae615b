// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.packages;

import io.slipway.agent.handler.HandlerException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import javax.net.ssl.SSLContext;

/**
 * Fetches contents by HTTP. What was cut off goes on where it was, if the server can do that. Size
 * and time are limited, as redirects are by the client.
 */
public final class PackageFetch {
  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final long LOOK_EVERY_MILLIS = 200;

  /** So often in a row nothing may come. */
  private static final int MOST_FRUITLESS = 3;

  private final Tls tls;
  private final InstantSource uptime;
  private final Limits limits;

  /** Whom to trust; asked when that is needed. */
  @FunctionalInterface
  public interface Tls {
    SSLContext context() throws IOException, GeneralSecurityException;
  }

  public PackageFetch(Tls tls, InstantSource uptime, Limits limits) {
    this.tls = tls;
    this.uptime = uptime;
    this.limits = limits;
  }

  /**
   * How long.
   *
   * @param silence in which nothing comes
   * @param whole for a content
   * @param pause before it is tried again
   */
  public record Limits(Duration silence, Duration whole, Duration pause) {
    /** The platform waits an hour. */
    public static final Limits USUAL =
        new Limits(Duration.ofSeconds(30), Duration.ofMinutes(55), Duration.ofSeconds(2));
  }

  /** Returns when the file has the size that it is to have. */
  public void fetch(String url, Path part, long size, LongConsumer progress)
      throws HandlerException, IOException, InterruptedException {
    URI address = address(url);
    HttpClient client = client();
    Instant end = uptime.instant().plus(limits.whole());
    String why = "";
    for (int fruitless = 0; PackageContents.length(part) < size; ) {
      if (fruitless == MOST_FRUITLESS || !uptime.instant().isBefore(end)) {
        throw new HandlerException(address.getHost() + ": " + why);
      }
      if (fruitless > 0) {
        pause();
      }
      long before = PackageContents.length(part);
      try {
        once(client, address, part, new Wanted(size, end, progress));
        why = "it ends too early";
      } catch (PartWriter.Refused refused) {
        throw new HandlerException(address.getHost() + ": " + refused.getMessage());
      } catch (IOException failed) {
        why = failed.getMessage() == null ? failed.toString() : failed.getMessage();
      }
      fruitless = PackageContents.length(part) > before ? 0 : fruitless + 1;
    }
  }

  private HttpClient client() throws HandlerException, IOException {
    try {
      return HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .connectTimeout(CONNECT)
          .sslContext(tls.context())
          .build();
    } catch (GeneralSecurityException e) {
      throw new HandlerException("TLS cannot be set up: " + e.getMessage());
    }
  }

  private record Wanted(long size, Instant end, LongConsumer progress) {}

  private void once(HttpClient client, URI address, Path part, Wanted wanted)
      throws IOException, InterruptedException {
    try (FileChannel file =
        FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long offset = file.size();
      HttpRequest.Builder request = HttpRequest.newBuilder(address).GET();
      if (offset > 0) {
        request.header("Range", "bytes=" + offset + "-");
      }
      PartWriter writer = new PartWriter(file, offset, wanted.size());
      CompletableFuture<HttpResponse<Void>> answer =
          client.sendAsync(request.build(), writer::answered);
      try {
        // The client completes its answer in a pool that others may keep busy.
        await(CompletableFuture.anyOf(answer, writer.written()), writer, wanted);
      } finally {
        answer.cancel(true);
        file.force(false);
      }
    }
  }

  private void await(CompletableFuture<Object> answer, PartWriter writer, Wanted wanted)
      throws IOException, InterruptedException {
    long there = writer.there();
    Instant silent = uptime.instant().plus(limits.silence());
    while (true) {
      try {
        answer.get(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException notYet) {
        if (writer.there() != there) {
          there = writer.there();
          silent = uptime.instant().plus(limits.silence());
          wanted.progress().accept(there);
        }
        require(uptime.instant().isBefore(silent), "nothing came for a while", limits.silence());
        require(uptime.instant().isBefore(wanted.end()), "it took too long", limits.whole());
      } catch (ExecutionException failed) {
        throw reason(failed.getCause());
      }
    }
  }

  private static IOException reason(Throwable cause) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof PartWriter.Refused refused) {
        return refused;
      }
    }
    return cause instanceof IOException io ? io : new IOException(cause);
  }

  private static void require(boolean condition, String otherwise, Duration limit)
      throws IOException {
    if (!condition) {
      throw new IOException("%s (%d s)".formatted(otherwise, limit.toSeconds()));
    }
  }

  private static URI address(String url) throws HandlerException {
    try {
      URI address = URI.create(url);
      boolean web =
          "http".equalsIgnoreCase(address.getScheme())
              || "https".equalsIgnoreCase(address.getScheme());
      if (web && address.getHost() != null && address.getUserInfo() == null) {
        return address;
      }
    } catch (IllegalArgumentException none) {
      // Said below.
    }
    throw new HandlerException("it has no address of HTTP or HTTPS");
  }

  private void pause() throws InterruptedException {
    // Nobody counts it down: only an interrupt ends the wait before its time.
    new CountDownLatch(1).await(limits.pause().toMillis(), TimeUnit.MILLISECONDS);
  }
}
