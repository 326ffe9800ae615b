// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.protocol.payload.KuraPayload;
import io.slipway.protocol.payload.MalformedPayloadException;
import io.slipway.protocol.topic.ControlTopic;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PackageRequestsTest {
  private static final String HASH = "0a".repeat(32);
  private static final RequestEnvelope ENVELOPE =
      new RequestEnvelope(
          "00112233445566778899aabbccddeeff", "slipway-1", Optional.of(new Nonce("f".repeat(32))));

  @ParameterizedTest
  @CsvSource({"0,1,1", "0,262144,900000", "262144,7,262151", "9000000000,262144,9100000000"})
  void part_comesBackAsItWas(long offset, int length, long size) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    PlatformRequest.PutPackage put =
        new PlatformRequest.PutPackage("heater", "1.0", offset, size, HASH, bytes);
    assertThat(received(put.rest(), PlatformRequestCodec.encode(put, ENVELOPE, 5)))
        .isInstanceOfSatisfying(
            PlatformRequest.PutPackage.class,
            back -> {
              assertThat(back.part()).isEqualTo(bytes);
              assertThat(back.offset()).isEqualTo(offset);
              assertThat(back.size()).isEqualTo(size);
              assertThat(back.sha256()).isEqualTo(HASH);
            });
  }

  @Test
  void plus_wouldBeAWildcardInATopic() {
    PlatformRequest install = new PlatformRequest.InstallPackage("a+", "1+2", "dp", HASH, false);
    assertThat(install.rest()).isEqualTo("PROVISION-V1/EXEC/packages/a%2B/1%2B2");
  }

  @ParameterizedTest
  @CsvSource({"-1,10,4", "0,0,4", "8,10,4", "10,10,1", "0,9223372036854775807,262145"})
  void partThatDoesNotFit_isMalformed(long offset, long size, int length) {
    KuraPayload payload = put(offset, size, HASH, length);
    assertThatThrownBy(() -> received("PROVISION-V1/PUT/packages/a/1", payload))
        .isInstanceOf(MalformedPayloadException.class);
  }

  @Test
  void hash_isHex() {
    KuraPayload payload = put(0, 10, "A".repeat(64), 4);
    assertThatThrownBy(() -> received("PROVISION-V1/PUT/packages/a/1", payload))
        .hasMessage("sha256 must be 64 hex digits");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROVISION-V1/PUT/packages/../1",
        "PROVISION-V1/PUT/packages/a/%2e%2e",
        "PROVISION-V1/PUT/packages/a/.1",
        "PROVISION-V1/PUT/packages/a",
        "PROVISION-V1/PUT/packages/a/1/2",
        "PROVISION-V1/PUT/packages/a b/1",
        "PROVISION-V1/DEL/packages/a/1"
      })
  void nameThatCouldBeAPath_isUnknown(String rest) {
    assertThat(PlatformRequestCodec.knows(rest)).isFalse();
    assertThatThrownBy(() -> received(rest, put(0, 10, HASH, 4)))
        .isInstanceOf(MalformedPayloadException.class);
  }

  @Test
  void download_hasWhatKuraAsksFor() {
    PlatformRequest download =
        new PlatformRequest.Download("heater", "1.0", "https://h/x", HASH, 77);
    KuraPayload payload = PlatformRequestCodec.encode(download, ENVELOPE, 5);
    assertThat(payload.string("dp.uri")).contains("https://h/x");
    assertThat(payload.string("dp.name")).contains("heater");
    assertThat(payload.string("dp.version")).contains("1.0");
    assertThat(payload.string("dp.download.protocol")).contains("HTTPS");
    assertThat(payload.string("dp.download.hash")).contains("SHA-256:" + HASH);
    assertThat(payload.longValue("job.id")).hasValue(77);
    assertThat(payload.flag("dp.install.system.update")).contains(false);
    assertThat(download.toString()).doesNotContain("https");
  }

  @ParameterizedTest
  @CsvSource({"0", "100"})
  void progress_comesBackAsItWas(int percent) {
    Progress told = new Progress("install", OptionalInt.of(percent), "unpacking heater:1.0");
    assertThat(Progress.from(told.toPayload(5))).isEqualTo(told);
  }

  @Test
  void progress_hasAPercentage() {
    KuraPayload payload = KuraPayload.builder().metric("step", "x").metric("percent", 101).build();
    assertThatThrownBy(() -> Progress.from(payload)).isInstanceOf(MalformedPayloadException.class);
  }

  private static KuraPayload put(long offset, long size, String sha256, int length) {
    return KuraPayload.builder()
        .metric("request.id", ENVELOPE.requestId())
        .metric("requester.client.id", ENVELOPE.requesterClientId())
        .metric("offset", offset)
        .metric("size", size)
        .metric("sha256", sha256)
        .body(new byte[length])
        .build();
  }

  private static PlatformRequest received(String rest, KuraPayload payload) {
    ControlTopic topic = new ControlTopic("$EDC", "eurotech-provision", "gate", rest);
    return PlatformRequestCodec.decode(topic, payload).request();
  }
}
