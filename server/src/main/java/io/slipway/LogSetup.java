// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import org.slf4j.event.Level;

/**
 * How much is logged, and in which form. What happens to an attempt carries its id as {@code
 * execution}, on whatever node.
 */
final class LogSetup {
  private static final String APPENDER = "standard-error";

  private LogSetup() {}

  /** Slipway's own events from this level on; libraries only from WARN on, unless debugging. */
  static void apply(Level level, LogFormat format) {
    if (format == LogFormat.JSON) {
      logAsJson();
    }
    logger("io.slipway", level);
    Level libraries = level.toInt() > Level.WARN.toInt() ? level : Level.WARN;
    logger(org.slf4j.Logger.ROOT_LOGGER_NAME, level == Level.DEBUG ? Level.INFO : libraries);
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  private static void logAsJson() {
    if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root
        && root.getAppender(APPENDER) instanceof ConsoleAppender<ILoggingEvent> console) {
      JsonEncoder encoder = new JsonEncoder();
      encoder.setContext(root.getLoggerContext());
      encoder.setWithSequenceNumber(false);
      encoder.setWithNanoseconds(false);
      encoder.setWithContext(false);
      encoder.setWithMessage(false);
      encoder.setWithArguments(false);
      encoder.setWithFormattedMessage(true);
      encoder.start();
      console.setEncoder(encoder);
    }
  }

  private static void logger(String name, Level level) {
    if (LoggerFactory.getLogger(name) instanceof Logger logger) {
      logger.setLevel(ch.qos.logback.classic.Level.convertAnSLF4JLevel(level));
    }
  }
}
