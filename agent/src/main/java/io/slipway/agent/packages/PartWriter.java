// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.packages;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes an answer of HTTP to a file, as far as it is what was asked for. */
final class PartWriter implements HttpResponse.BodySubscriber<Void> {
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int UNSATISFIABLE = 416;
  private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-\\d+/(\\d{1,18}|\\*)");

  private final FileChannel file;
  private final long size;
  private final CompletableFuture<Void> written = new CompletableFuture<>();
  private final AtomicLong there;
  private long forced;
  private Optional<Flow.Subscription> source = Optional.empty();

  /**
   * Makes one.
   *
   * @param there how much is in the file, where the answer is asked to go on
   */
  PartWriter(FileChannel file, long there, long size) {
    this.file = file;
    this.there = new AtomicLong(there);
    this.forced = there;
    this.size = size;
  }

  /** The server's answer is none that asking again would change. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /** How much is in the file. */
  long there() {
    return there.get();
  }

  /** Completed when all is written, or exceptionally. */
  CompletableFuture<Void> written() {
    return written;
  }

  /** Takes the body of an answer that fits; else {@link #getBody} tells why it does not. */
  HttpResponse.BodySubscriber<Void> answered(HttpResponse.ResponseInfo answer) {
    try {
      begin(answer);
    } catch (IOException unfit) {
      written.completeExceptionally(unfit);
    }
    return this;
  }

  private void begin(HttpResponse.ResponseInfo answer) throws IOException {
    switch (answer.statusCode()) {
      case OK -> {
        begin(0, answer.headers().firstValueAsLong("Content-Length"));
      }
      case PARTIAL -> {
        Matcher range = RANGE.matcher(answer.headers().firstValue("Content-Range").orElse(""));
        if (!range.matches() || Long.parseLong(range.group(1)) != there()) {
          throw new Refused("the server goes on where it was not asked to");
        }
        begin(
            there(),
            range.group(2).equals("*")
                ? OptionalLong.empty()
                : OptionalLong.of(Long.parseLong(range.group(2))));
      }
      case UNSATISFIABLE -> {
        begin(0, OptionalLong.empty());
        throw new IOException("the server does not have as much as has come");
      }
      default -> {
        String text = "the server answers " + answer.statusCode();
        throw answer.statusCode() >= 500 ? new IOException(text) : new Refused(text);
      }
    }
  }

  private void begin(long offset, OptionalLong whole) throws IOException {
    if (whole.orElse(size) != size) {
      throw new Refused("it has %d bytes and not %d".formatted(whole.getAsLong(), size));
    }
    file.truncate(offset);
    file.position(offset);
    there.set(offset);
    forced = Math.min(forced, offset);
  }

  @Override
  public CompletionStage<Void> getBody() {
    return written;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    source = Optional.of(subscription);
    if (written.isDone()) {
      subscription.cancel();
    } else {
      subscription.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    try {
      for (ByteBuffer buffer : buffers) {
        write(buffer);
      }
      source.orElseThrow().request(1);
    } catch (IOException failed) {
      source.orElseThrow().cancel();
      written.completeExceptionally(failed);
    }
  }

  private void write(ByteBuffer buffer) throws IOException {
    if (buffer.remaining() > size - there()) {
      throw new Refused("it is longer than its %d bytes".formatted(size));
    }
    while (buffer.hasRemaining()) {
      there.addAndGet(file.write(buffer));
    }
    // So that no more than that has to be fetched again after a loss of power.
    if (there() - forced >= PackageContents.UNSURE / 2) {
      file.force(false);
      forced = there();
    }
  }

  @Override
  public void onError(Throwable failed) {
    written.completeExceptionally(failed);
  }

  @Override
  public void onComplete() {
    written.complete(null);
  }
}
