// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InboxTest {
  private static final Duration NO_TIME = Duration.ZERO;

  private final Inbox inbox = new Inbox();

  @Test
  void happenings_comeInOrder() {
    Happening first = message(1);
    Happening second = new Happening.Lost(1, "gone");
    inbox.put(first);
    inbox.put(second);
    assertThat(inbox.next(NO_TIME)).contains(first);
    assertThat(inbox.next(NO_TIME)).contains(second);
    assertThat(inbox.next(NO_TIME)).isEmpty();
    assertThat(inbox.next(Duration.ofSeconds(-1))).isEmpty();
  }

  @Test
  void stop_overtakesEverythingAndLasts() {
    inbox.put(message(1));
    inbox.stop();
    inbox.put(message(2));
    inbox.clear();
    assertThat(inbox.next(NO_TIME)).contains(new Happening.StopWanted());
    assertThat(inbox.next(NO_TIME)).contains(new Happening.StopWanted());
    assertThat(inbox.stopping()).isTrue();
  }

  @Test
  void flood_isBoundedButALossIsNeverDropped() {
    for (int i = 0; i < 1_000; i++) {
      inbox.put(message(i));
    }
    Happening lost = new Happening.Lost(1, "gone");
    inbox.put(lost);
    int messages = 0;
    Optional<Happening> next = inbox.next(NO_TIME);
    while (next.filter(Happening.Message.class::isInstance).isPresent()) {
      messages++;
      next = inbox.next(NO_TIME);
    }
    assertThat(messages).isLessThanOrEqualTo(16);
    assertThat(next).contains(lost);
  }

  @Test
  void interruption_isAWishToStop() {
    Thread.currentThread().interrupt();
    assertThat(inbox.next(Duration.ofMinutes(1))).contains(new Happening.StopWanted());
    assertThat(Thread.interrupted()).isTrue();
    assertThat(inbox.stopping()).isTrue();
  }

  private static Happening.Message message(int connection) {
    return new Happening.Message(connection, "topic", new byte[0]);
  }
}
