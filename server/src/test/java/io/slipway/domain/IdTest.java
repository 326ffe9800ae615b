// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class IdTest {
  @Test
  void one_isWrittenAsClientsKnowIt() {
    assertThat(new Id(1)).hasToString("AQ");
  }

  @Test
  void text_isReadBackAsTheSameId() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      Id id = new Id(random.nextLong(1, Long.MAX_VALUE) >>> random.nextInt(62) | 1);
      assertThat(Id.parse(id.toString())).contains(id);
    }
  }

  @Test
  void text_thatIsNoIdIsNone() {
    for (String text : new String[] {"", "_", "AA", "A", "AQ==", "AAE", "____________", "ä"}) {
      assertThat(Id.parse(text)).as(text).isEmpty();
    }
  }
}
