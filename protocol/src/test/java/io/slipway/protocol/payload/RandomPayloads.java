// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.payload;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;

/** Payloads of every shape, the same ones for the same seed. */
public final class RandomPayloads {
  private static final int[] ALPHABETS = {' ', 0xA0, 0x7F0, 0xD700, 0xE000, 0xFFF0, 0x1F600};

  private RandomPayloads() {}

  /** A payload that may be signed: metrics of different names, no position. */
  public static KuraPayload signable(Random random) {
    KuraPayload.Builder payload = KuraPayload.builder();
    if (random.nextBoolean()) {
      payload.timestamp(random.nextLong());
    }
    int metrics = random.nextInt(8);
    for (int i = 0; i < metrics; i++) {
      payload.metric(new Metric(i + text(random), value(random)));
    }
    if (random.nextBoolean()) {
      payload.body(bytes(random));
    }
    return payload.build();
  }

  static KuraPayload any(Random random) {
    KuraPayload.Builder payload = signable(random).toBuilder();
    if (random.nextBoolean()) {
      payload.position(position(random));
    }
    if (random.nextInt(4) == 0) {
      payload.metric("twice", value(random).toString()).metric("twice", random.nextInt());
    }
    return payload.build();
  }

  /** Texts with letters of one to four bytes, whose orders in UTF-8 and in Java differ. */
  public static String text(Random random) {
    StringBuilder text = new StringBuilder();
    int letters = random.nextInt(12);
    for (int i = 0; i < letters; i++) {
      text.appendCodePoint(ALPHABETS[random.nextInt(ALPHABETS.length)] + random.nextInt(14));
    }
    return text.toString();
  }

  static MetricValue value(Random random) {
    return switch (random.nextInt(7)) {
      case 0 -> new MetricValue.OfDouble(Double.longBitsToDouble(random.nextLong()));
      case 1 -> new MetricValue.OfFloat(random.nextFloat());
      case 2 -> new MetricValue.OfLong(random.nextLong());
      case 3 -> new MetricValue.OfInt(random.nextInt());
      case 4 -> new MetricValue.OfBool(random.nextBoolean());
      case 5 -> new MetricValue.OfString(text(random));
      default -> new MetricValue.OfBytes(bytes(random));
    };
  }

  static byte[] bytes(Random random) {
    byte[] bytes = new byte[random.nextInt(300)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static KuraPosition position(Random random) {
    return new KuraPosition(
        random.nextDouble(),
        random.nextDouble(),
        optional(random),
        optional(random),
        optional(random),
        optional(random),
        random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(random.nextLong()),
        random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(random.nextInt()),
        random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(random.nextInt()));
  }

  private static OptionalDouble optional(Random random) {
    return random.nextBoolean() ? OptionalDouble.empty() : OptionalDouble.of(random.nextGaussian());
  }
}
