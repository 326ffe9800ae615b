// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartsTest {

  @Test
  void parts_endInReverseOrderWhateverFails() {
    List<String> ended = new ArrayList<>();
    Parts parts = new Parts();
    parts.add("first", () -> ended.add("first"));
    parts.add(
        "second",
        () -> {
          throw new IllegalStateException("stuck");
        });
    parts.add("third", () -> ended.add("third"));
    parts.close();
    assertThat(ended).containsExactly("third", "first");
  }

  @Test
  void parts_endOnce() {
    List<String> ended = new ArrayList<>();
    Parts parts = new Parts();
    parts.add("only", () -> ended.add("only"));
    parts.close();
    parts.close();
    assertThat(ended).containsExactly("only");
  }
}
