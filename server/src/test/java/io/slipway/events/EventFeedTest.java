// SPDX-License-Identifier: Apache-2.0
package io.slipway.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.slipway.domain.Id;
import io.slipway.events.EventFeed.Admission;
import io.slipway.store.Store;
import io.slipway.store.jdbc.JdbcStore;
import io.slipway.store.jdbc.StoreSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFeedTest {
  private Store store;
  private EventFeed feed;

  @BeforeEach
  void open(@TempDir Path folder) {
    store =
        JdbcStore.open(
            folder.resolve("test.db").toString(), StoreSettings.DEFAULT, new SimpleMeterRegistry());
    feed = new EventFeed(store.outbox(), Clock.systemUTC());
    feed.start();
  }

  @AfterEach
  void close() {
    feed.close();
    store.close();
  }

  @Test
  void streams_areTwoHundredAtMost_andOneThatEndsMakesRoom() {
    for (int i = 0; i < 200; i++) {
      assertThat(feed.enter(user(i / 5))).isEqualTo(Admission.GRANTED);
    }
    assertThat(feed.enter(user(999))).isEqualTo(Admission.TOO_MANY);
    feed.leave(user(0));
    assertThat(feed.enter(user(999))).isEqualTo(Admission.GRANTED);
    assertThat(feed.enter(user(0))).isEqualTo(Admission.TOO_MANY);
  }

  @Test
  void streamsOfOneUser_areFiveAtMost() {
    for (int i = 0; i < 5; i++) {
      assertThat(feed.enter(user(1))).isEqualTo(Admission.GRANTED);
    }
    assertThat(feed.enter(user(1))).isEqualTo(Admission.TOO_MANY_OF_USER);
    assertThat(feed.enter(user(2))).isEqualTo(Admission.GRANTED);
  }

  @Test
  void whoWaits_isToldThatTheServerEnds() throws Exception {
    CompletableFuture<Long> waiting =
        CompletableFuture.supplyAsync(() -> feed.await(0, Duration.ofMinutes(10)));
    feed.close();
    assertThat(waiting.get(60, TimeUnit.SECONDS)).isZero();
    assertThat(feed.closed()).isTrue();
    assertThat(feed.enter(user(1))).isEqualTo(Admission.TOO_MANY);
  }

  private static Id user(int number) {
    return new Id(number + 1);
  }
}
