// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been started, to be ended in reverse order, whatever fails on the way. */
final class Parts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

  private record Part(String name, AutoCloseable ending) {}

  private final Deque<Part> started = new ArrayDeque<>();

  synchronized <T extends AutoCloseable> T add(String name, T part) {
    started.push(new Part(name, part));
    return part;
  }

  @Override
  public synchronized void close() {
    while (!started.isEmpty()) {
      Part part = started.pop();
      try {
        part.ending.close();
      } catch (Exception e) {
        LOG.warn("{} did not end properly: {}", part.name, e.toString());
      }
    }
  }
}
