// SPDX-License-Identifier: Apache-2.0
package io.slipway.events;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Passes over what a receiver answers, and hangs up where that does not end soon. */
final class LittleBody implements HttpResponse.BodySubscriber<Void> {
  private static final long MOST_BYTES = 64 * 1024;

  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private Flow.Subscription subscription;
  private long seen;

  @Override
  public CompletionStage<Void> getBody() {
    return end;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscribed) {
    subscription = subscribed;
    subscribed.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> some) {
    seen += some.stream().mapToLong(ByteBuffer::remaining).sum();
    if (seen > MOST_BYTES) {
      subscription.cancel();
      end.complete(null);
    }
  }

  /** The answer itself has come, which is what counts. */
  @Override
  public void onError(Throwable cutOff) {
    end.complete(null);
  }

  @Override
  public void onComplete() {
    end.complete(null);
  }
}
