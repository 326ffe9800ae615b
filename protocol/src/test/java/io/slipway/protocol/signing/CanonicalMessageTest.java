// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.signing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.topic.ControlTopic;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class CanonicalMessageTest {
  private static final ControlTopic TOPIC = new ControlTopic("$EDC", "p", "c", "A/PUT/x");
  private static final String HEAD =
      "0000000f534c49505741592d5349474e2d5631 00000004 24454443 00000001 70 00000009"
          + "632f412f5055542f78";

  @Test
  void emptyPayload_isAllZeros() {
    assertBytes(KuraPayload.builder().build(), HEAD + "0000000000000000 00000000 00000000");
  }

  @Test
  void everyType_hasItsOwnForm() {
    KuraPayload payload =
        KuraPayload.builder()
            .timestamp(-2)
            .metric("7", new byte[] {(byte) 0xff})
            .metric("6", "ä")
            .metric("5", true)
            .metric("4", -1)
            .metric("3", 258L)
            .metric("2", 1.5f)
            .metric("1", -0.0)
            .body("b".getBytes(UTF_8))
            .build();
    assertBytes(
        payload,
        HEAD
            + "fffffffffffffffe 00000007"
            + "00000001 31 00 00000008 8000000000000000"
            + "00000001 32 01 00000004 3fc00000"
            + "00000001 33 02 00000008 0000000000000102"
            + "00000001 34 03 00000004 ffffffff"
            + "00000001 35 04 00000001 01"
            + "00000001 36 05 00000002 c3a4"
            + "00000001 37 06 00000001 ff"
            + "00000001 62");
  }

  @Test
  void signature_isTheOneMetricThatIsNotSigned() {
    KuraPayload payload =
        KuraPayload.builder().metric("signature.x", true).metric("signature", true).build();
    assertBytes(
        payload,
        HEAD + "0000000000000000 00000001 0000000b 7369676e61747572652e78 04 00000001 01 00000000");
  }

  /** Java orders these two the other way round. */
  @Test
  void metrics_areOrderedByTheBytesOfTheirNames() {
    KuraPayload payload =
        KuraPayload.builder().metric("\ud83d\ude00", true).metric("\uffe0", false).build();
    assertBytes(
        payload,
        HEAD
            + "0000000000000000 00000002"
            + "00000003 efbfa0 04 00000001 00"
            + "00000004 f09f9880 04 00000001 01"
            + "00000000");
  }

  @Test
  void orderOfSending_doesNotMatter() {
    KuraPayload one = KuraPayload.builder().metric("a", 1).metric("b", 2).build();
    KuraPayload other = KuraPayload.builder().metric("b", 2).metric("a", 1).build();
    assertThat(CanonicalMessage.bytes(TOPIC, one)).isEqualTo(CanonicalMessage.bytes(TOPIC, other));
  }

  private static void assertBytes(KuraPayload payload, String hex) {
    assertThat(HexFormat.of().formatHex(CanonicalMessage.bytes(TOPIC, payload)))
        .isEqualTo(hex.replace(" ", ""));
  }
}
