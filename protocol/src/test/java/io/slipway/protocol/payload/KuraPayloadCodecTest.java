// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.payload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KuraPayloadCodecTest {

  /** Written by Kura's own encoder. */
  private static final String KURA =
      "0880d095ffbc31c2b802070a016210043801c2b8020e0a01641000190000"
          + "00000000f83fc2b8020a0a016610012500002040c2b8020b0a0262791006"
          + "4a03010203c2b8021b0a0e61637469766174696f6e2e6b65791005420741"
          + "42432d313233c2b802070a016910033008c2b802070a016c10022807cab8"
          + "0204626f6479";

  private static final KuraPayload MEANT =
      KuraPayload.builder()
          .timestamp(1_700_000_000_000L)
          .metric("b", true)
          .metric("d", 1.5)
          .metric("f", 2.5f)
          .metric("by", new byte[] {1, 2, 3})
          .metric("activation.key", "ABC-123")
          .metric("i", 8)
          .metric("l", 7L)
          .body("body".getBytes(UTF_8))
          .build();

  @Test
  void payloadOfKura_isReadAndWrittenByteForByte() {
    assertThat(decode(hex(KURA))).isEqualTo(MEANT);
    assertThat(KuraPayloadCodec.encode(MEANT)).isEqualTo(hex(KURA));
  }

  @Test
  void anyPayload_comesBackAsItWas() throws IOException {
    Random random = new Random(1);
    for (int round = 0; round < 3_000; round++) {
      KuraPayload payload = RandomPayloads.any(random);
      byte[] bytes = KuraPayloadCodec.encode(payload);
      assertThat(decode(bytes)).isEqualTo(payload);
      assertThat(decode(gzip(bytes))).isEqualTo(payload);
    }
  }

  @Test
  void nothing_isAnEmptyPayload() {
    assertThat(decode(new byte[0])).isEqualTo(KuraPayload.builder().build());
  }

  @Test
  void truncatedPayload_neverPassesForTheWhole() throws IOException {
    byte[] plain = hex(KURA);
    byte[] packed = gzip(plain);
    for (int length = 0; length < plain.length; length++) {
      assertThat(readable(Arrays.copyOf(plain, length))).isNotEqualTo(MEANT);
    }
    for (int length = 1; length < packed.length; length++) {
      assertRefused(Arrays.copyOf(packed, length), "not a payload");
    }
  }

  @Test
  void gzipBomb_isRefusedWithoutBeingInflated() throws IOException {
    byte[] bomb = gzip(new byte[64 << 20]);
    assertThat(bomb).hasSizeLessThan(PayloadLimits.DEFAULT.maxBytes());
    assertRefused(bomb, "inflates to more than 1048576 bytes");
  }

  @Test
  void payload_mayBeAsLargeAsTheLimitsSay() {
    byte[] bytes = KuraPayloadCodec.encode(KuraPayload.builder().body(new byte[100]).build());
    int size = bytes.length;
    assertThat(KuraPayloadCodec.decode(bytes, new PayloadLimits(size, size, 1))).isNotNull();
    assertThatThrownBy(
            () -> KuraPayloadCodec.decode(bytes, new PayloadLimits(size - 1, size - 1, 1)))
        .isInstanceOf(MalformedPayloadException.class)
        .hasMessageContaining("allowed are " + (size - 1));
  }

  @Test
  void metrics_mayBeAsManyAsTheLimitsSay() {
    byte[] seven = hex(KURA);
    assertThat(KuraPayloadCodec.decode(seven, new PayloadLimits(1_000, 1_000, 7)).metrics())
        .hasSize(7);
    assertThatThrownBy(() -> KuraPayloadCodec.decode(seven, new PayloadLimits(1_000, 1_000, 6)))
        .hasMessage("more than 6 metrics");
  }

  @ParameterizedTest
  @CsvSource({
    "1a 01 61,                     a field between those that are known",
    "0d 00000000,                  a time stamp of four bytes",
    "13 14,                        an empty group",
    "c2b802 09 0a0161 1003 3008 5001, a metric with a tenth field",
    "c2b802 09 0a0161 1003 3008 0801, a metric whose name comes again as a number",
  })
  void payloadWithMore_isReadAndMarked(String bytes, String what) {
    assertThat(decode(hex(bytes)).hasUnknownFields()).as(what).isTrue();
  }

  @Test
  void payloadOfKnownFields_isNotMarked() {
    assertThat(decode(hex(KURA)).hasUnknownFields()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "c2b802 05 0a0161 3008,        without name or type",
    "c2b802 04 1003 3008,          without name or type",
    "c2b802 05 0a0161 1003,        no value of the type",
    "c2b802 07 0a0161 1002 3008,   no value of the type",
    "c2b802 07 0a0161 1007 3008,   no value of the type",
    "c2b802 09 0a0161 1003 3008 3009, two values",
    "c2b802 08 0a0161 1003 320100, another type",
    "c2b802 07 0a0161 1005 4008,   another type",
    "c2b802 05 0a02c328 10,        not a payload",
    "c2b802 08 0a0161 1005 4201ff, not a payload",
    "c2b802 7f 0a0161,             not a payload",
    "c2b802 ffffffff0f 0a,         not a payload",
    "12 09 090000000000000000,     without latitude or longitude",
    "12 02 0900,                   not a payload",
    "0c,                           not a payload",
    "12 01 0c,                     not a payload",
    "c2b802 01 0c,                 not a payload",
    "00,                           not a payload",
    "1f 00,                        not a payload",
    "08 ffffffffffffffffffff01,    not a payload",
    "1f8b08,                       not a payload",
  })
  void brokenPayload_isRefusedWithTheReason(String bytes, String reason) {
    assertRefused(hex(bytes), reason);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 100_000, 1 << 20})
  void groupsInGroups_doNotExhaustTheStack(int depth) {
    byte[] nested = new byte[depth];
    Arrays.fill(nested, (byte) 0x1b);
    assertRefused(nested, "not a payload");
  }

  private static void assertRefused(byte[] bytes, String reason) {
    assertThatThrownBy(() -> decode(bytes))
        .isInstanceOf(MalformedPayloadException.class)
        .hasMessageContaining(reason);
  }

  /** The payload, or nothing where the bytes are none. */
  private static KuraPayload readable(byte[] bytes) {
    try {
      return decode(bytes);
    } catch (MalformedPayloadException refused) {
      return null;
    }
  }

  private static KuraPayload decode(byte[] bytes) {
    return KuraPayloadCodec.decode(bytes, PayloadLimits.DEFAULT);
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(plain);
    }
    return packed.toByteArray();
  }
}
