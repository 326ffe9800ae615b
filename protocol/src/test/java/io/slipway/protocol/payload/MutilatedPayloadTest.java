// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.payload;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the bytes are, they are read or refused; nothing else comes of it. */
class MutilatedPayloadTest {
  private static final int ROUNDS = 20_000;

  @Test
  void damagedPayload_isReadOrRefused() {
    Random random = new Random(20_260_601);
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = KuraPayloadCodec.encode(RandomPayloads.any(random));
      refused += isReadOrRefused(damaged(bytes, random)) ? 0 : 1;
    }
    assertThat(refused).isBetween(ROUNDS / 4, ROUNDS - ROUNDS / 20);
  }

  static Stream<byte[]> payloads() {
    Random random = new Random(1);
    return Stream.generate(() -> KuraPayloadCodec.encode(RandomPayloads.any(random))).limit(20);
  }

  @MethodSource("payloads")
  @FuzzTest
  void anyBytes_areReadOrRefused(byte[] bytes) {
    isReadOrRefused(bytes);
  }

  /** Whether it was read; what was read must be what is written of it again. */
  private static boolean isReadOrRefused(byte[] bytes) {
    KuraPayload payload;
    try {
      payload = KuraPayloadCodec.decode(bytes, PayloadLimits.DEFAULT);
    } catch (MalformedPayloadException expected) {
      assertThat(expected).hasMessageMatching("(?s).{5,}");
      return false;
    }
    KuraPayload again =
        KuraPayloadCodec.decode(KuraPayloadCodec.encode(payload), PayloadLimits.DEFAULT);
    assertThat(again.metrics()).isEqualTo(payload.metrics());
    assertThat(again.timestamp()).isEqualTo(payload.timestamp());
    assertThat(again.position()).isEqualTo(payload.position());
    assertThat(again.body().orElse(null)).isEqualTo(payload.body().orElse(null));
    return true;
  }

  private static byte[] damaged(byte[] bytes, Random random) {
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
  }
}
