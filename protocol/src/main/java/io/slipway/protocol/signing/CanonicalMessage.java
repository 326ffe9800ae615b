// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.signing;

import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.payload.Metric;
import io.slipway.protocol.payload.MetricValue;
import io.slipway.protocol.topic.ControlTopic;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The bytes that a signature covers (protocol, section 5). */
public final class CanonicalMessage {
  static final String SIGNATURE = "signature";
  private static final String VERSION = "SLIPWAY-SIGN-V1";
  private static final byte[] NOTHING = new byte[0];

  private CanonicalMessage() {}

  /** A metric with its name as it is signed and sorted by. */
  private record Named(byte[] name, MetricValue value) {
    static final Comparator<Named> ORDER =
        Comparator.comparing(Named::name, Arrays::compareUnsigned);

    static Named of(Metric metric) {
      return new Named(utf8(metric.name()), metric.value());
    }
  }

  public static byte[] bytes(ControlTopic topic, KuraPayload payload) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024);
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      text(out, VERSION);
      text(out, topic.prefix());
      text(out, topic.account());
      text(out, topic.clientIdAndRest());
      out.writeLong(payload.timestamp().orElse(0));
      List<Named> metrics = signed(payload);
      out.writeInt(metrics.size());
      for (Named metric : metrics) {
        bytes(out, metric.name());
        out.writeByte(metric.value().typeNumber());
        value(out, metric.value());
      }
      bytes(out, payload.body().orElse(NOTHING));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Why a payload cannot carry a signature, or empty where it can. */
  static Optional<String> obstacle(KuraPayload payload) {
    if (payload.position().isPresent()) {
      return Optional.of("a signed payload has no position");
    }
    if (payload.hasUnknownFields()) {
      return Optional.of("a signed payload has no unknown fields");
    }
    Set<String> names = new HashSet<>();
    for (Metric metric : payload.metrics()) {
      if (!names.add(metric.name())) {
        return Optional.of("a signed payload has no two metrics of one name");
      }
    }
    return Optional.empty();
  }

  private static List<Named> signed(KuraPayload payload) {
    return payload.metrics().stream()
        .filter(m -> !m.name().equals(SIGNATURE))
        .map(Named::of)
        .sorted(Named.ORDER)
        .toList();
  }

  private static void value(DataOutputStream out, MetricValue value) throws IOException {
    if (value instanceof MetricValue.OfDouble v) {
      out.writeInt(Double.BYTES);
      out.writeLong(Double.doubleToRawLongBits(v.value()));
    } else if (value instanceof MetricValue.OfFloat v) {
      out.writeInt(Float.BYTES);
      out.writeInt(Float.floatToRawIntBits(v.value()));
    } else if (value instanceof MetricValue.OfLong v) {
      out.writeInt(Long.BYTES);
      out.writeLong(v.value());
    } else if (value instanceof MetricValue.OfInt v) {
      out.writeInt(Integer.BYTES);
      out.writeInt(v.value());
    } else if (value instanceof MetricValue.OfBool v) {
      out.writeInt(1);
      out.writeByte(v.value() ? 1 : 0);
    } else if (value instanceof MetricValue.OfString v) {
      text(out, v.value());
    } else if (value instanceof MetricValue.OfBytes v) {
      bytes(out, v.value());
    }
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    bytes(out, utf8(text));
  }

  private static void bytes(DataOutputStream out, byte[] some) throws IOException {
    out.writeInt(some.length);
    out.write(some);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
