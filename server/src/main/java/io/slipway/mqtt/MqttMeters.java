// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.slipway.protocol.topic.ProvisioningRights.Verdict;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** What the broker counts. Every counter is there from the start, so that a rate begins at zero. */
final class MqttMeters {
  private static final Duration[] LIMITS = {
    Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(10)
  };

  private final MeterRegistry registry;
  private final Counter accepted;
  private final Timer handshakeTime;
  private final Timer loginTime;
  private final LongAdder outbound = new LongAdder();
  private final Map<Refusal, Counter> refused;
  private final Map<Verdict, Counter> publications;
  private final Map<Delivery, Counter> deliveries;
  private final Map<Ending, Counter> endings;
  private final Map<TurnedAway, Counter> turnedAway;

  MqttMeters(MeterRegistry registry) {
    this.registry = registry;
    String answers = "Answers to CONNECT";
    this.accepted = counter("slipway.mqtt.logins", answers, "result", "accepted");
    this.handshakeTime = step("handshake");
    this.loginTime = step("login");
    this.refused = counters(Refusal.class, "slipway.mqtt.logins", answers, "result");
    this.publications =
        counters(Verdict.class, "slipway.mqtt.publications", "Publications of devices", "verdict");
    this.deliveries =
        counters(Delivery.class, "slipway.mqtt.deliveries", "Messages to devices", "result");
    this.endings =
        counters(
            Ending.class, "slipway.mqtt.endings", "Ends of connections that were let in", "reason");
    this.turnedAway =
        counters(
            TurnedAway.class, "slipway.mqtt.turned.away", "Connections closed unheard", "reason");
    gauge("slipway.mqtt.outboxes", "Messages to devices that wait to be sent", outbound::sum);
  }

  /** What became of a message to a device. */
  enum Delivery {
    SENT,
    ACKNOWLEDGED,
    /** The device has no subscription for it. */
    NOT_SUBSCRIBED,
    /** The device takes only smaller packets. */
    TOO_LARGE
  }

  /** Why a connection was closed before a byte of it was looked at. */
  enum TurnedAway {
    CONNECTIONS,
    /** It would have had to wait too long for its login. */
    LINE,
    /** It waited longer than was to be expected. */
    WAITED,
    /** A balancer did not say whose connection it is. */
    GREETING
  }

  void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(registry);
  }

  private Timer step(String name) {
    return Timer.builder("slipway.step")
        .tag("step", name)
        .description("From what begins a step of the flow to what ends it")
        .serviceLevelObjectives(LIMITS)
        .register(registry);
  }

  /** So many messages more, or fewer, wait for their devices. */
  void outbound(int change) {
    outbound.add(change);
  }

  void handshaken(Timer.Sample begun) {
    begun.stop(handshakeTime);
  }

  Timer.Sample begin() {
    return Timer.start(registry);
  }

  void loginDecided(Timer.Sample begun) {
    begun.stop(loginTime);
  }

  void accepted() {
    accepted.increment();
  }

  void refused(Refusal refusal) {
    refused.get(refusal).increment();
  }

  void published(Verdict verdict) {
    publications.get(verdict).increment();
  }

  void delivered(Delivery delivery) {
    deliveries.get(delivery).increment();
  }

  void ended(Ending ending) {
    endings.get(ending).increment();
  }

  void turnedAway(TurnedAway reason) {
    turnedAway.get(reason).increment();
  }

  private <E extends Enum<E>> Map<E, Counter> counters(
      Class<E> type, String name, String description, String tag) {
    Map<E, Counter> made = new EnumMap<>(type);
    Arrays.stream(type.getEnumConstants())
        .forEach(
            e -> made.put(e, counter(name, description, tag, e.name().toLowerCase(Locale.ROOT))));
    return made;
  }

  private Counter counter(String name, String description, String tag, String value) {
    return Counter.builder(name).description(description).tag(tag, value).register(registry);
  }
}
