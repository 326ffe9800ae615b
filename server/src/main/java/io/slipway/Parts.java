// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been started, to be ended whatever fails on the way: doors first, side by side. */
final class Parts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

  private record Part(String name, AutoCloseable ending) {}

  private final List<Part> doors = new ArrayList<>();
  private final Deque<Part> rooms = new ArrayDeque<>();

  /** A part that lets others in; no other part needs it. */
  synchronized <T extends AutoCloseable> T door(String name, T part) {
    doors.add(new Part(name, part));
    return part;
  }

  /** A part that those that are added after it may need. */
  synchronized <T extends AutoCloseable> T room(String name, T part) {
    rooms.push(new Part(name, part));
    return part;
  }

  @Override
  public synchronized void close() {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      doors.forEach(door -> threads.execute(() -> end(door)));
    }
    doors.clear();
    while (!rooms.isEmpty()) {
      end(rooms.pop());
    }
  }

  private static void end(Part part) {
    try {
      part.ending.close();
    } catch (Exception e) {
      LOG.warn("{} did not end properly: {}", part.name, e.toString());
    }
  }
}
