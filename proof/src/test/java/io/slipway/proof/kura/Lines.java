// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.kura;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.slipway.proof.world.Patience;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** What the bundle says. */
final class Lines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.slipway.agent");
  private final Queue<String> said = new ConcurrentLinkedQueue<>();

  private Lines() {}

  static Lines listen() {
    Lines lines = new Lines();
    lines.start();
    // Whatever a test before has made of it.
    lines.logger.setLevel(Level.INFO);
    lines.logger.addAppender(lines);
    return lines;
  }

  @Override
  protected void append(ILoggingEvent event) {
    said.add(event.getFormattedMessage());
  }

  Stream<String> all() {
    return said.stream();
  }

  void forget() {
    said.clear();
  }

  void await(String text) {
    Patience.until(
        "the bundle saying '" + text + "'", () -> said.stream().anyMatch(l -> l.contains(text)));
  }

  @Override
  public void close() {
    logger.detachAppender(this);
  }
}
