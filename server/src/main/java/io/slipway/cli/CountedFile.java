// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.function.LongConsumer;

/** A file that is sent, and tells how far that is. */
record CountedFile(BodyPublisher file, LongConsumer sent) implements BodyPublisher {

  /**
   * A file that is to be sent.
   *
   * @param sent hears how many bytes have gone
   */
  static CountedFile of(Path file, LongConsumer sent) throws FileNotFoundException {
    return new CountedFile(BodyPublishers.ofFile(file), sent);
  }

  @Override
  public long contentLength() {
    return file.contentLength();
  }

  @Override
  public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
    file.subscribe(new Counting(subscriber, sent));
  }

  private static final class Counting implements Subscriber<ByteBuffer> {
    private final Subscriber<? super ByteBuffer> next;
    private final LongConsumer sent;
    private long bytes;

    Counting(Subscriber<? super ByteBuffer> next, LongConsumer sent) {
      this.next = next;
      this.sent = sent;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      next.onSubscribe(subscription);
    }

    @Override
    public void onNext(ByteBuffer buffer) {
      bytes += buffer.remaining();
      next.onNext(buffer);
      sent.accept(bytes);
    }

    @Override
    public void onError(Throwable broken) {
      next.onError(broken);
    }

    @Override
    public void onComplete() {
      next.onComplete();
    }
  }
}
