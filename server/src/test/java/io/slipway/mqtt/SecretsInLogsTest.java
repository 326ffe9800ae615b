// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.slipway.domain.Closing;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** Even at the finest level no log tells a secret. */
class SecretsInLogsTest {
  private static final String PASSWORD = "Tr4vellingS3cret";

  private final List<Logger> loggers =
      Stream.of("io.slipway", "io.netty")
          .map(name -> (Logger) LoggerFactory.getLogger(name))
          .toList();
  private final ListAppender<ILoggingEvent> told = new ListAppender<>();

  @BeforeEach
  void listen() {
    told.start();
    for (Logger logger : loggers) {
      logger.addAppender(told);
      logger.setAdditive(false);
      logger.setLevel(Level.TRACE);
    }
  }

  @AfterEach
  void stopListening() {
    for (Logger logger : loggers) {
      logger.detachAppender(told);
      logger.setAdditive(true);
      logger.setLevel(null);
    }
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void password_isNotLogged(Version version) {
    try (TestBroker broker = TestBroker.start();
        RawDevice refused = broker.connect();
        RawDevice torn = broker.connect();
        RawDevice admitted = broker.connect()) {
      refused.send(version.connect("device-1", PASSWORD));
      refused.expectConnAck(version == Version.V5 ? 0x86 : 4);
      broker.gate.nextLogin();
      byte[] malformed = torn.bytes(version.connect("device-1", PASSWORD));
      malformed[1]--;
      torn.send(malformed);
      torn.expectEndOfAnyKind();
      broker.gate.admitAll();
      admitted.send(version.connect("device-1", PASSWORD));
      admitted.expectAccepted();
      admitted.send(Sent.publish(Sent.BIRTH, PASSWORD, 1, 7));
      admitted.receive();
      broker.gate.nextLogin().link().close(Closing.TAKEN_OVER);
      admitted.expectEnd(version, 0x8E);
    }
    assertThat(lines()).anyMatch(line -> line.contains("device-1"));
    assertThat(lines()).noneMatch(line -> line.contains(PASSWORD));
  }

  @Test
  void login_doesNotPrintItsSecret() {
    try (TestBroker broker = TestBroker.start();
        RawDevice device = broker.connect()) {
      device.send(Version.V5.connect("device-1", PASSWORD));
      device.expectConnAck(0x86);
      assertThat(broker.gate.nextLogin().attempt().toString()).doesNotContain(PASSWORD);
    }
  }

  private List<String> lines() {
    synchronized (told) {
      return told.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
  }
}
