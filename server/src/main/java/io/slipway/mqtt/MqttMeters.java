// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.slipway.protocol.topic.ProvisioningRights.Verdict;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** What the broker counts. Every counter is there from the start, so that a rate begins at zero. */
final class MqttMeters {
  private final MeterRegistry registry;
  private final Counter accepted;
  private final Timer loginTime;
  private final Map<Refusal, Counter> refused;
  private final Map<Verdict, Counter> publications;
  private final Map<Delivery, Counter> deliveries;
  private final Map<Ending, Counter> endings;
  private final Map<TurnedAway, Counter> turnedAway;

  MqttMeters(MeterRegistry registry) {
    this.registry = registry;
    this.accepted = counter("slipway_mqtt_logins", "result", "accepted");
    this.loginTime =
        Timer.builder("slipway_mqtt_login_time")
            .description("From CONNECT to the decision about it")
            .register(registry);
    this.refused = counters(Refusal.class, "slipway_mqtt_logins", "result");
    this.publications = counters(Verdict.class, "slipway_mqtt_publications", "verdict");
    this.deliveries = counters(Delivery.class, "slipway_mqtt_deliveries", "result");
    this.endings = counters(Ending.class, "slipway_mqtt_endings", "reason");
    this.turnedAway = counters(TurnedAway.class, "slipway_mqtt_turned_away", "reason");
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

  void gauge(String name, Supplier<Number> value) {
    Gauge.builder(name, value).register(registry);
  }

  Timer.Sample loginBegins() {
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

  private <E extends Enum<E>> Map<E, Counter> counters(Class<E> type, String name, String tag) {
    Map<E, Counter> made = new EnumMap<>(type);
    Arrays.stream(type.getEnumConstants())
        .forEach(e -> made.put(e, counter(name, tag, e.name().toLowerCase(Locale.ROOT))));
    return made;
  }

  private Counter counter(String name, String tag, String value) {
    return Counter.builder(name).tag(tag, value).register(registry);
  }
}
