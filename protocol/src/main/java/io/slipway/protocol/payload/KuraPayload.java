// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.payload;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/** What a control message carries: time, position, metrics and a body. Arrays are not copied. */
public final class KuraPayload {
  private final OptionalLong timestamp;
  private final Optional<KuraPosition> position;
  private final List<Metric> metrics;
  private final Optional<byte[]> body;
  private final boolean unknownFields;

  private KuraPayload(Builder builder) {
    this.timestamp = builder.timestamp;
    this.position = builder.position;
    this.metrics = List.copyOf(builder.metrics);
    this.body = builder.body;
    this.unknownFields = builder.unknownFields;
  }

  public static Builder builder() {
    return new Builder();
  }

  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.timestamp = timestamp;
    builder.position = position;
    builder.metrics.addAll(metrics);
    builder.body = body;
    builder.unknownFields = unknownFields;
    return builder;
  }

  /** Milliseconds since 1970. */
  public OptionalLong timestamp() {
    return timestamp;
  }

  public Optional<KuraPosition> position() {
    return position;
  }

  public List<Metric> metrics() {
    return metrics;
  }

  public Optional<byte[]> body() {
    return body;
  }

  /**
   * Whether there was something that this version does not know; such a payload cannot be signed.
   */
  public boolean hasUnknownFields() {
    return unknownFields;
  }

  /**
   * Throws {@link MalformedPayloadException} where the metric has another type; so do the others.
   */
  public Optional<String> string(String name) {
    return value(name, "STRING", v -> v instanceof MetricValue.OfString s ? s.value() : null);
  }

  public OptionalInt integer(String name) {
    return value(name, "INT32", v -> v instanceof MetricValue.OfInt i ? i.value() : null)
        .map(OptionalInt::of)
        .orElseGet(OptionalInt::empty);
  }

  public OptionalLong longValue(String name) {
    return value(name, "INT64", v -> v instanceof MetricValue.OfLong l ? l.value() : null)
        .map(OptionalLong::of)
        .orElseGet(OptionalLong::empty);
  }

  public Optional<Boolean> flag(String name) {
    return value(name, "BOOL", v -> v instanceof MetricValue.OfBool b ? b.value() : null);
  }

  public Optional<byte[]> bytes(String name) {
    return value(name, "BYTES", v -> v instanceof MetricValue.OfBytes b ? b.value() : null);
  }

  private <T> Optional<T> value(String name, String type, Function<MetricValue, T> reader) {
    MetricValue value = null;
    for (Metric metric : metrics) {
      if (metric.name().equals(name)) {
        if (value != null) {
          throw new MalformedPayloadException("metric " + name + " comes more than once");
        }
        value = metric.value();
      }
    }
    if (value == null) {
      return Optional.empty();
    }
    T read = reader.apply(value);
    if (read == null) {
      throw new MalformedPayloadException(
          "metric " + name + " must be " + type + ", not " + value.typeName());
    }
    return Optional.of(read);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KuraPayload p
        && timestamp.equals(p.timestamp)
        && position.equals(p.position)
        && metrics.equals(p.metrics)
        && MessageDigest.isEqual(body.orElse(null), p.body.orElse(null))
        && unknownFields == p.unknownFields;
  }

  @Override
  public int hashCode() {
    return Objects.hash(timestamp, position, metrics, Arrays.hashCode(body.orElse(null)));
  }

  /** Names only: values may be secrets. */
  @Override
  public String toString() {
    int size = body.map(b -> b.length).orElse(0);
    return "KuraPayload[" + metrics.stream().map(Metric::name).toList() + ", body " + size + "]";
  }

  /** Puts a payload together. */
  public static final class Builder {
    private OptionalLong timestamp = OptionalLong.empty();
    private Optional<KuraPosition> position = Optional.empty();
    private final List<Metric> metrics = new ArrayList<>();
    private Optional<byte[]> body = Optional.empty();
    private boolean unknownFields;

    private Builder() {}

    public Builder timestamp(long millis) {
      timestamp = OptionalLong.of(millis);
      return this;
    }

    public Builder position(KuraPosition where) {
      position = Optional.of(where);
      return this;
    }

    public Builder metric(Metric metric) {
      metrics.add(metric);
      return this;
    }

    public Builder metric(String name, String value) {
      return metric(new Metric(name, new MetricValue.OfString(value)));
    }

    public Builder metric(String name, int value) {
      return metric(new Metric(name, new MetricValue.OfInt(value)));
    }

    public Builder metric(String name, long value) {
      return metric(new Metric(name, new MetricValue.OfLong(value)));
    }

    public Builder metric(String name, double value) {
      return metric(new Metric(name, new MetricValue.OfDouble(value)));
    }

    public Builder metric(String name, float value) {
      return metric(new Metric(name, new MetricValue.OfFloat(value)));
    }

    public Builder metric(String name, boolean value) {
      return metric(new Metric(name, new MetricValue.OfBool(value)));
    }

    public Builder metric(String name, byte[] value) {
      return metric(new Metric(name, new MetricValue.OfBytes(value)));
    }

    /** Takes away every metric of this name. */
    public Builder without(String name) {
      metrics.removeIf(m -> m.name().equals(name));
      return this;
    }

    public Builder body(byte[] bytes) {
      body = Optional.of(bytes);
      return this;
    }

    Builder unknownFields() {
      unknownFields = true;
      return this;
    }

    public KuraPayload build() {
      return new KuraPayload(this);
    }
  }
}
