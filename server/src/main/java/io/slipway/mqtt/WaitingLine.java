// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * Lets only so many connections on their way at a time, through handshake, login and what follows
 * at once, so that devices that are in get through. The others wait in line, sources by turns and
 * each in the order in which it came; who would wait too long is turned away at once, while that
 * costs nearly nothing.
 */
final class WaitingLine {
  /** Of the slots one source may have so much, so that others get in beside it. */
  private static final double MOST_OF_ONE_SOURCE = 0.75;

  private static final double MILLIS_PER_SECOND = 1000;
  private static final int IPV6_NETWORK_BYTES = 8;

  private final int slots;
  private final int slotsOfOne;
  private final int mostWaiting;
  private final int mostWaitingOfOne;
  private final double longestWaitSeconds;
  private final InstantSource clock;
  private final Pace pace = new Pace();
  private final Map<String, Integer> taken = new HashMap<>();
  private final LinkedHashMap<String, SequencedSet<Place>> waiting = new LinkedHashMap<>();
  private int takenInAll;
  private int waitingInAll;

  WaitingLine(MqttSettings.Limits limits, Duration longestWait, InstantSource clock) {
    this.slots = limits.logins();
    this.slotsOfOne = share(limits.logins());
    this.mostWaiting = limits.waiting();
    this.mostWaitingOfOne = share(limits.waiting());
    this.longestWaitSeconds = longestWait.toMillis() / MILLIS_PER_SECOND;
    this.clock = clock;
  }

  private static int share(int all) {
    return Math.max(1, (int) (all * MOST_OF_ONE_SOURCE));
  }

  /** Where one connection stands. */
  final class Place {
    private final String source;
    private final Runnable turn;
    private boolean admitted;
    private boolean gone;

    private Place(String source, Runnable turn) {
      this.source = source;
      this.turn = turn;
    }

    /** It needs its slot no more, or waits no longer; said again, this changes nothing. */
    void leave() {
      WaitingLine.this.leave(this);
    }
  }

  /**
   * Puts a connection in line.
   *
   * @param turn is called, once and on any thread, when the connection may go on; perhaps before
   *     this returns
   * @return its place, or empty where it is turned away
   */
  Optional<Place> enter(InetAddress source, Runnable turn) {
    Place place = new Place(nameOf(source), turn);
    synchronized (this) {
      if (!hasRoomFor(place.source)) {
        return Optional.empty();
      }
      place.admitted = mayTakeSlot(place.source);
      if (place.admitted) {
        take(place);
      } else {
        waiting.computeIfAbsent(place.source, s -> new LinkedHashSet<>()).add(place);
        waitingInAll++;
      }
    }
    if (place.admitted) {
      turn.run();
    }
    return Optional.of(place);
  }

  /** Whether a connection from there would get a place. */
  synchronized boolean hasRoomFor(InetAddress source) {
    return hasRoomFor(nameOf(source));
  }

  /** Whether one from a source that nobody has heard of would. */
  synchronized boolean hasRoom() {
    return hasRoomFor("");
  }

  synchronized int taken() {
    return takenInAll;
  }

  synchronized int waiting() {
    return waitingInAll;
  }

  private void leave(Place place) {
    Optional<Place> next;
    synchronized (this) {
      if (place.gone) {
        return;
      }
      place.gone = true;
      if (!place.admitted) {
        removeWaiting(place);
        return;
      }
      taken.computeIfPresent(place.source, (s, count) -> count == 1 ? null : count - 1);
      takenInAll--;
      pace.done(clock.instant(), waitingInAll > 0);
      next = nextInLine();
    }
    next.ifPresent(admitted -> admitted.turn.run());
  }

  private void removeWaiting(Place place) {
    SequencedSet<Place> own = waiting.get(place.source);
    own.remove(place);
    waitingInAll--;
    if (own.isEmpty()) {
      waiting.remove(place.source);
    }
  }

  /** The first of the source whose turn it is, which then is the last to have one again. */
  private Optional<Place> nextInLine() {
    Iterator<Map.Entry<String, SequencedSet<Place>>> sources = waiting.entrySet().iterator();
    while (sources.hasNext()) {
      Map.Entry<String, SequencedSet<Place>> entry = sources.next();
      if (mayTakeSlot(entry.getKey())) {
        SequencedSet<Place> own = entry.getValue();
        Place first = own.removeFirst();
        sources.remove();
        if (!own.isEmpty()) {
          waiting.put(first.source, own);
        }
        waitingInAll--;
        take(first);
        return Optional.of(first);
      }
    }
    return Optional.empty();
  }

  private boolean mayTakeSlot(String source) {
    return takenInAll < slots && taken.getOrDefault(source, 0) < slotsOfOne;
  }

  private void take(Place place) {
    place.admitted = true;
    taken.merge(place.source, 1, Integer::sum);
    takenInAll++;
  }

  private boolean hasRoomFor(String source) {
    if (mayTakeSlot(source)) {
      return true;
    }
    int own = waiting.containsKey(source) ? waiting.get(source).size() : 0;
    if (waitingInAll >= mostWaiting || own >= mostWaitingOfOne) {
      return false;
    }
    // As many turns of each source as this one needs until it is its own.
    long ahead = Math.min(waitingInAll, (own + 1L) * Math.max(1, waiting.size()));
    // So few are always through soon, whatever the pace was measured to be in worse times.
    return ahead < slots || ahead <= longestWaitSeconds * pace.perSecond().orElse(Double.MAX_VALUE);
  }

  /** Whoever has an address of version 6 has a whole network of them. */
  private static String nameOf(InetAddress source) {
    byte[] address = source.getAddress();
    int length = source instanceof Inet4Address ? address.length : IPV6_NETWORK_BYTES;
    return HexFormat.of().formatHex(Arrays.copyOf(address, length));
  }
}
