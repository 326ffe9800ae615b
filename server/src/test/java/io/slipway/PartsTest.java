// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartsTest {

  @Test
  void parts_endDoorsFirstAndThenInReverseOrderWhateverFails() {
    List<String> ended = new ArrayList<>();
    Parts parts = new Parts();
    parts.room("first", () -> ended.add("first"));
    parts.room(
        "second",
        () -> {
          throw new IllegalStateException("stuck");
        });
    parts.room("third", () -> ended.add("third"));
    parts.door("door", () -> ended.add("door"));
    parts.close();
    assertThat(ended).containsExactly("door", "third", "first");
  }

  @Test
  void parts_endOnce() {
    List<String> ended = new ArrayList<>();
    Parts parts = new Parts();
    parts.room("only", () -> ended.add("only"));
    parts.close();
    parts.close();
    assertThat(ended).containsExactly("only");
  }
}
