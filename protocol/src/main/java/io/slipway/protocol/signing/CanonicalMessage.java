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
import java.util.List;
import java.util.Optional;

/** The bytes that a signature covers (protocol, section 5). */
public final class CanonicalMessage {
  static final String SIGNATURE = "signature";
  private static final String VERSION = "SLIPWAY-SIGN-V1";
  private static final Comparator<Metric> BY_NAME =
      Comparator.comparing(m -> utf8(m.name()), Arrays::compareUnsigned);

  private CanonicalMessage() {}

  public static byte[] bytes(ControlTopic topic, KuraPayload payload) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024);
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      text(out, VERSION);
      text(out, topic.prefix());
      text(out, topic.account());
      text(out, topic.clientIdAndRest());
      out.writeLong(payload.timestamp().orElse(0));
      List<Metric> metrics =
          payload.metrics().stream()
              .filter(m -> !m.name().equals(SIGNATURE))
              .sorted(BY_NAME)
              .toList();
      out.writeInt(metrics.size());
      for (Metric metric : metrics) {
        text(out, metric.name());
        out.writeByte(metric.value().typeNumber());
        value(out, metric.value());
      }
      bytes(out, payload.body().orElse(new byte[0]));
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
    long names = payload.metrics().stream().map(Metric::name).distinct().count();
    return names < payload.metrics().size()
        ? Optional.of("a signed payload has no two metrics of one name")
        : Optional.empty();
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
