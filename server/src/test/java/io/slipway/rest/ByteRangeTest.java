// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

  @ParameterizedTest
  @CsvSource({
    "bytes=0-,0,9",
    "bytes=3-,3,9",
    "bytes=3-5,3,5",
    "bytes=9-9,9,9",
    "bytes=3-99,3,9",
    "bytes=-4,6,9",
    "bytes=-99,0,9"
  })
  void range_isCutToTheContent(String header, long first, long last) {
    assertThat(ByteRange.of(Optional.of(header), 10)).contains(new ByteRange(first, last));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=10-", "bytes=5-4", "bytes=-0", "bytes=999999999999999999-"})
  void rangeOutside_isNone(String header) {
    assertThat(ByteRange.of(Optional.of(header), 10)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes=-",
        "bytes=a-",
        "items=0-1",
        "bytes=0-1,3-4",
        "bytes=0-1 ",
        "bytes=+1-"
      })
  void whatIsNoSingleRange_isNotHeeded(String header) {
    assertThat(ByteRange.of(Optional.of(header), 10)).contains(new ByteRange(0, 9));
  }

  @Test
  void answer_saysWhichBytesTheseAre() {
    assertThat(new ByteRange(3, 5).of(10)).isEqualTo("bytes 3-5/10");
    assertThat(new ByteRange(3, 5).length()).isEqualTo(3);
  }
}
