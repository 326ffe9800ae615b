// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class KuraPayloadTest {
  private static final KuraPayload PAYLOAD =
      KuraPayload.builder()
          .metric("s", "text")
          .metric("i", 1)
          .metric("l", 2L)
          .metric("by", new byte[] {3})
          .metric("d", 1.5)
          .metric("f", 1.5f)
          .metric("b", true)
          .build();

  @Test
  void metric_isFoundByNameAndType() {
    assertThat(PAYLOAD.string("s")).contains("text");
    assertThat(PAYLOAD.integer("i")).hasValue(1);
    assertThat(PAYLOAD.longValue("l")).hasValue(2);
    assertThat(PAYLOAD.bytes("by")).hasValueSatisfying(b -> assertThat(b).containsExactly(3));
    assertThat(PAYLOAD.string("other")).isEmpty();
    assertThat(PAYLOAD.integer("other")).isEmpty();
    assertThat(PAYLOAD.longValue("other")).isEmpty();
  }

  @Test
  void metricOfAnotherType_isRefusedWithBothTypes() {
    assertThatThrownBy(() -> PAYLOAD.string("i"))
        .isInstanceOf(MalformedPayloadException.class)
        .hasMessage("metric i must be STRING, not INT32");
    assertThatThrownBy(() -> PAYLOAD.integer("l")).hasMessage("metric l must be INT32, not INT64");
    assertThatThrownBy(() -> PAYLOAD.longValue("s"))
        .hasMessage("metric s must be INT64, not STRING");
    assertThatThrownBy(() -> PAYLOAD.bytes("d")).hasMessage("metric d must be BYTES, not DOUBLE");
    assertThatThrownBy(() -> PAYLOAD.bytes("f")).hasMessage("metric f must be BYTES, not FLOAT");
    assertThatThrownBy(() -> PAYLOAD.bytes("b")).hasMessage("metric b must be BYTES, not BOOL");
    assertThatThrownBy(() -> PAYLOAD.string("by"))
        .hasMessage("metric by must be STRING, not BYTES");
  }

  @Test
  void metricThatComesTwice_isRefusedWhenAskedFor() {
    KuraPayload twice = PAYLOAD.toBuilder().metric("s", "other").build();
    assertThatThrownBy(() -> twice.string("s"))
        .isInstanceOf(MalformedPayloadException.class)
        .hasMessage("metric s comes more than once");
    assertThat(twice.toBuilder().without("s").build().string("s")).isEmpty();
  }

  @Test
  void payload_printsNoValues() {
    KuraPayload secret = KuraPayload.builder().metric("password", "hunter2").build();
    assertThat(secret + " " + secret.metrics()).contains("password").doesNotContain("hunter2");
    assertThat(new MetricValue.OfBytes(new byte[] {104, 105})).hasToString("OfBytes[2]");
  }
}
