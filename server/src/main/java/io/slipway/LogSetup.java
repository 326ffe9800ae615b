// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import org.slf4j.event.Level;

/** How much is logged. Where to and in which form is in {@code logback.xml}. */
final class LogSetup {
  private LogSetup() {}

  /** Slipway's own events from this level on; libraries only from WARN on, unless debugging. */
  static void apply(Level level) {
    logger("io.slipway", level);
    Level libraries = level.toInt() > Level.WARN.toInt() ? level : Level.WARN;
    logger(org.slf4j.Logger.ROOT_LOGGER_NAME, level == Level.DEBUG ? Level.INFO : libraries);
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  private static void logger(String name, Level level) {
    if (LoggerFactory.getLogger(name) instanceof Logger logger) {
      logger.setLevel(ch.qos.logback.classic.Level.convertAnSLF4JLevel(level));
    }
  }
}
