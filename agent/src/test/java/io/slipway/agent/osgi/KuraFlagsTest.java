// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The two settings that the agent itself changes. */
class KuraFlagsTest {
  private final MemoryKura kura = new MemoryKura();
  private final Known known = new Known();
  private final KuraFlags flags = new KuraFlags("provisioning", kura, known);

  @Test
  void flags_areStoredWithASnapshotAndAreNoNews() {
    kura.components.put("provisioning", new HashMap<>(Map.of("timeout", 5)));
    assertThat(known.learn(Map.of("timeout", "5"))).isTrue();
    flags.mark(true, false);
    assertThat(kura.components.get("provisioning"))
        .isEqualTo(Map.of("timeout", 5, "enabled", true, "provisioned", false));
    assertThat(kura.getSnapshots()).hasSize(1);
    Map<String, String> told = Map.of("timeout", "5", "enabled", "true", "provisioned", "false");
    assertThat(known.learn(told)).isFalse();
    assertThat(known.learn(Map.of("timeout", "6"))).isTrue();
  }

  @Test
  void flagsThatStandSoAlready_changeNothing() {
    kura.components.put(
        "provisioning", new HashMap<>(Map.of("enabled", true, "provisioned", false)));
    flags.mark(true, false);
    assertThat(kura.getSnapshots()).isEmpty();
  }

  /** Kura itself says so in its log only. */
  @Test
  void flagsThatKuraHasNotStored_areAnError() {
    assertThatThrownBy(() -> flags.mark(false, true)).isInstanceOf(UncheckedIOException.class);
  }
}
