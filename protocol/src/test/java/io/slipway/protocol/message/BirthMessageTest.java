// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.protocol.payload.KuraPayload;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BirthMessageTest {

  @Test
  void birth_comesBackAsItWas() {
    BirthMessage birth =
        new BirthMessage(Set.of("CONF-V1", "CMD-V1"), Map.of("serial_number", "4711"));
    assertThat(BirthMessage.from(birth.toPayload(5))).isEqualTo(birth);
    assertThat(birth.toPayload(5).string("application_ids")).contains("CMD-V1,CONF-V1");
  }

  @Test
  void birthWithoutAnything_isRead() {
    assertThat(BirthMessage.from(KuraPayload.builder().build()))
        .isEqualTo(new BirthMessage(Set.of(), Map.of()));
  }

  @Test
  void birth_isWrittenTheSameWhateverTheOrder() {
    BirthMessage birth = new BirthMessage(Set.of("B", "A", "C"), Map.of("z", "1", "a", "2"));
    assertThat(birth.toPayload(5).metrics())
        .extracting(m -> m.name())
        .containsExactly("application_ids", "a", "z");
  }
}
