// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WaitingLineTest {
  private static final String HERE = "192.0.2.1";
  private static final String THERE = "192.0.2.2";

  private final List<String> admitted = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void firstOnes_goOnAtOnceAndTheOthersInTheirOrder() {
    WaitingLine line = line(4, 100);
    List<WaitingLine.Place> places = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      places.add(enter(line, HERE, "device-" + i).orElseThrow());
    }
    // One source leaves a quarter of the slots to others.
    assertThat(admitted).containsExactly("device-0", "device-1", "device-2");
    places.get(1).leave();
    places.get(0).leave();
    assertThat(admitted).endsWith("device-3", "device-4");
    assertThat(line.taken()).isEqualTo(3);
    assertThat(line.waiting()).isEqualTo(1);
  }

  @Test
  void oneSource_cannotKeepOthersOut() {
    WaitingLine line = line(4, 100);
    List<WaitingLine.Place> places = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      places.add(enter(line, HERE, "flood-" + i).orElseThrow());
    }
    assertThat(enter(line, THERE, "first")).isPresent();
    assertThat(admitted).endsWith("first");
    assertThat(enter(line, THERE, "second")).isPresent();
    assertThat(enter(line, THERE, "third")).isPresent();
    places.get(0).leave();
    places.get(1).leave();
    places.get(2).leave();
    // By turns, since both wait.
    assertThat(admitted.subList(4, 7)).containsExactly("flood-3", "second", "flood-4");
  }

  @Test
  void networkOfVersionSix_isOneSource() {
    WaitingLine line = line(4, 100);
    for (int i = 1; i <= 4; i++) {
      assertThat(enter(line, "2001:db8::" + i, "flood-" + i)).isPresent();
    }
    assertThat(line.taken()).isEqualTo(3);
    assertThat(enter(line, "2001:db8:0:1::1", "neighbour")).isPresent();
    assertThat(line.taken()).isEqualTo(4);
  }

  @Test
  void whoLeavesTheLine_isNotCalledAndKeepsNobodyUp() {
    WaitingLine line = line(1, 100);
    WaitingLine.Place first = enter(line, HERE, "first").orElseThrow();
    WaitingLine.Place gone = enter(line, HERE, "gone").orElseThrow();
    assertThat(enter(line, HERE, "last")).isPresent();
    gone.leave();
    gone.leave();
    first.leave();
    first.leave();
    assertThat(admitted).containsExactly("first", "last");
    assertThat(line.taken()).isEqualTo(1);
    assertThat(line.waiting()).isZero();
  }

  @Test
  void fullLine_turnsAway() {
    WaitingLine line = line(1, 4);
    assertThat(enter(line, HERE, "first")).isPresent();
    for (int i = 0; i < 3; i++) {
      assertThat(enter(line, HERE, "waits")).isPresent();
    }
    assertThat(enter(line, HERE, "one too many")).isEmpty();
    assertThat(enter(line, THERE, "from elsewhere")).isPresent();
    assertThat(enter(line, "192.0.2.3", "one too many in all")).isEmpty();
  }

  @Test
  void whoWouldWaitTooLong_isTurnedAwayAndOthersAreNot() {
    WaitingLine line = line(2, 10_000);
    List<WaitingLine.Place> places = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      places.add(enter(line, HERE, "device-" + i).orElseThrow());
    }
    // Ten a second are served, so that 30 may wait.
    for (int i = 0; i < 200; i++) {
      now = now.plusMillis(100);
      places.get(i).leave();
    }
    assertThat(enter(line, HERE, "late")).isEmpty();
    assertThat(enter(line, THERE, "from elsewhere")).isPresent();
    for (int i = 200; i < 1_000 - 20; i++) {
      now = now.plusMillis(100);
      places.get(i).leave();
    }
    assertThat(enter(line, HERE, "early enough")).isPresent();
  }

  @Test
  void anyComingAndGoing_leavesNothingBehind() {
    Random random = new Random(20_261_125);
    for (int round = 0; round < 200; round++) {
      WaitingLine line = line(1 + random.nextInt(5), 1 + random.nextInt(30));
      List<WaitingLine.Place> places = new ArrayList<>();
      admitted.clear();
      int entered = 0;
      int gone = 0;
      for (int i = 0; i < 300; i++) {
        now = now.plusMillis(random.nextInt(200));
        if (random.nextBoolean()) {
          Optional<WaitingLine.Place> place = enter(line, "192.0.2." + random.nextInt(4), "" + i);
          entered += place.isPresent() ? 1 : 0;
          place.ifPresent(places::add);
        } else if (!places.isEmpty()) {
          places.remove(random.nextInt(places.size())).leave();
          gone++;
        }
        assertThat(line.taken() + line.waiting()).isEqualTo(entered - gone);
      }
      places.forEach(WaitingLine.Place::leave);
      assertThat(line.taken()).isZero();
      assertThat(line.waiting()).isZero();
      assertThat(admitted).doesNotHaveDuplicates();
    }
  }

  private WaitingLine line(int slots, int waiting) {
    MqttSettings changed =
        Changed.limit("waiting", waiting)
            .apply(Changed.limit("logins", slots).apply(MqttSettings.DEFAULT));
    return new WaitingLine(changed.limits(), Duration.ofSeconds(3), () -> now);
  }

  private Optional<WaitingLine.Place> enter(WaitingLine line, String source, String name) {
    InetAddress address = Network.of(source).orElseThrow().address();
    return line.enter(address, () -> admitted.add(name));
  }
}
