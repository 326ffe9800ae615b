// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.PlatformKey;
import io.slipway.store.Samples;
import io.slipway.store.SharedPostgres;
import io.slipway.store.Store;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Sealed values are found and replaced wherever they stand, in both databases. */
class SealedValuesTest {
  private static final String TEXT = "A_b-".repeat(12);
  private static final String OLD = "v1.00000000." + TEXT;
  private static final String NEW = "v1.11111111." + TEXT;
  private static final String ALIEN = "v1.22222222." + TEXT;

  @RegisterExtension static final SharedPostgres POSTGRES = new SharedPostgres();
  @TempDir private Path directory;

  @Test
  void valuesOfSqlite_areSealedAnew() {
    areSealedAnew(directory.resolve("slipway.db").toString());
  }

  @Test
  void valuesOfPostgresql_areSealedAnew() throws Exception {
    areSealedAnew(POSTGRES.newDatabase());
  }

  private static void areSealedAnew(String address) {
    Filled.fill(address, 12);
    String content = "[\"%s\",{\"%s\":\"v1.00000000.short\"},\"%s\"]";
    try (Store store = Filled.open(address)) {
      String text = content.formatted(OLD, OLD, ALIEN);
      store.keep(new PlatformKey("many", text, "g1.33333333.x", Samples.NOW), Optional.empty());
    }
    try (SealedValues values = SealedValues.in(address)) {
      assertThat(values.sealedBy()).isEqualTo(Map.of("00000000", 2L, "22222222", 1L));
      SealedValues.Outcome outcome =
          values.seal(
              value -> Optional.of(NEW).filter(n -> !value.equals(ALIEN)), (doing, rows, of) -> {});
      assertThat(outcome.sealed()).isEqualTo(2);
      assertThat(outcome.unopened()).isEqualTo(Map.of("platform_key", 1L));
      assertThat(values.needed())
          .containsEntry("11111111", 2L)
          .containsEntry("22222222", 1L)
          .containsEntry("33333333", 1L)
          .doesNotContainKey("00000000");
      assertThat(values.forgetKeys(value -> !value.contains(ALIEN))).containsExactly("many");
    }
    try (Store store = Filled.open(address)) {
      assertThat(store.platformKey("many")).isEmpty();
      assertThat(store.platformKey("root")).isPresent();
    }
  }
}
