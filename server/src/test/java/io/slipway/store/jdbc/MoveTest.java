// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.slipway.domain.Account;
import io.slipway.domain.Id;
import io.slipway.store.Samples;
import io.slipway.store.SharedPostgres;
import io.slipway.store.Store;
import io.slipway.store.StoreUnavailableException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An installation that moves from one database to another. */
class MoveTest {
  @RegisterExtension static final SharedPostgres POSTGRES = new SharedPostgres();

  @TempDir private Path folder;
  private int databases;

  @ParameterizedTest
  @CsvSource({"sqlite,postgresql", "postgresql,sqlite", "postgresql,postgresql", "sqlite,sqlite"})
  void database_thatWasMoved_holdsTheSame(String from, String to) throws Exception {
    String source = empty(from);
    String target = empty(to);
    Filled.fill(source, 50);
    byte[] file = export(source);

    long rows = read(file, target);

    assertThat(Filled.sums(target)).isEqualTo(Filled.sums(source));
    assertThat(Filled.sums(target).values()).allSatisfy(sum -> assertThat(sum.rows()).isPositive());
    assertThat(rows)
        .isEqualTo(Filled.sums(target).values().stream().mapToLong(RowLines.Sum::rows).sum());
    assertThat(lines(export(target)).lines().skip(1))
        .containsExactlyElementsOf(lines(file).lines().skip(1).toList());
  }

  @Test
  void fiveThousandRequests_move() throws Exception {
    String source = empty("sqlite");
    String target = empty("postgresql");
    Filled.fill(source, 5_000);
    read(export(source), target);
    assertThat(Filled.sums(target)).isEqualTo(Filled.sums(source));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void tables_allMoveOrAreKnownToStay(String kind) throws Exception {
    String address = empty(kind);
    Filled.open(address).close();
    Set<String> known = new TreeSet<>(Table.LEFT);
    Table.MOVED.forEach(t -> known.add(t.name()));
    try (Connection connection = Database.at(address, StoreSettings.DEFAULT).patient()) {
      assertThat(Table.in(connection)).isEqualTo(known);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void export_isOfOneMomentWhateverHappensMeanwhile(String kind) throws Exception {
    String source = empty(kind);
    Filled.fill(source, 50);
    var before = Filled.sums(source);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (Store store = Filled.open(source)) {
      Set<String> written = new HashSet<>();
      Export.write(
          source,
          file,
          "test",
          Samples.NOW,
          (doing, rows, of) -> {
            if (written.add("once")) {
              store.create(
                  new Account(new Id(900_000), Optional.empty(), "late", new Samples().audit()));
            }
          });
    }
    String target = empty("sqlite");
    read(file.toByteArray(), target);
    assertThat(Filled.sums(target)).isEqualTo(before).isNotEqualTo(Filled.sums(source));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void target_thatHoldsSomething_isLeftAsItIs(String kind) throws Exception {
    String source = empty("sqlite");
    Filled.fill(source, 5);
    String target = empty(kind);
    Filled.fill(target, 3);
    var before = Filled.sums(target);
    assertThatThrownBy(() -> read(export(source), target))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("is not empty (table account has 2 rows)");
    assertThat(Filled.sums(target)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void file_cutAnywhere_importsNothing(String kind) throws Exception {
    String source = empty("sqlite");
    Filled.fill(source, 20);
    byte[] whole = export(source);
    String target = empty(kind);
    for (int length : new int[] {0, 5, 100, whole.length / 2, whole.length - 1}) {
      refused(Arrays.copyOf(whole, length), target, "truncated");
    }
    read(whole, target);
    assertThat(Filled.sums(target)).isEqualTo(Filled.sums(source));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void file_thatWasChanged_importsNothing(String kind) throws Exception {
    String source = empty("sqlite");
    Filled.fill(source, 20);
    byte[] file = export(source);
    String target = empty(kind);
    refused(changed(file, s -> s.replace("device-7", "device-8")), target, "checksum");
    refused(changed(file, s -> s.replaceFirst("\n\\[[^\n]*", "")), target, "checksum");
    refused(
        changed(file, s -> s.replaceFirst("\"sha256\":\"..", "\"sha256\":\"xx")), target, "sum");
    refused(changed(file, s -> s.replace("{\"end\":true}\n", "")), target, "truncated");
    refused(changed(file, s -> s.replace("\"parent_id\"", "\"owner; --\"")), target, "columns");
    refused(changed(file, s -> s.replace("slipway-export", "other")), target, "no export");
    refused("hello".getBytes(StandardCharsets.UTF_8), target, "no export");
    byte[] flipped = file.clone();
    flipped[file.length / 2] ^= 0x55;
    assertThatThrownBy(() -> read(flipped, target))
        .isInstanceOfAny(IOException.class, StoreUnavailableException.class);
    assertEmpty(target);
  }

  @Test
  void file_ofAnotherVersion_isRefusedWithBothVersions() throws Exception {
    String source = empty("sqlite");
    Filled.fill(source, 1);
    int known = Migrations.newest();
    byte[] other =
        changed(export(source), s -> s.replace("\"schema\":" + known, "\"schema\":" + (known + 1)));
    String target = empty("sqlite");
    assertThatThrownBy(() -> read(other, target))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version %d (Slipway test)".formatted(known + 1))
        .hasMessageContaining("imports version " + known);
  }

  @Test
  void source_thatIsNotThere_isNotMade() {
    Path missing = folder.resolve("missing.db");
    assertThatThrownBy(() -> export(missing.toString()))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("there is no such database");
    assertThat(missing).doesNotExist();
    assertThat(DatabaseState.of(missing.toString()).fit()).isEqualTo(DatabaseState.Fit.EMPTY);
    assertThat(missing).doesNotExist();
  }

  @Test
  void time_isThatOfADatabaseWithAClockOfItsOwn() throws Exception {
    assertThat(DatabaseState.of(empty("postgresql")).time().orElseThrow())
        .isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
    assertThat(DatabaseState.of(empty("sqlite")).time()).isEmpty();
  }

  @Test
  void dump_ofPostgresqlsOwn_restoresTheSame() throws Exception {
    String source = empty("postgresql");
    Filled.fill(source, 50);
    String name = source.replaceAll(".*/(\\w+)\\?.*", "$1");
    String restored = empty("postgresql");
    String restoredName = restored.replaceAll(".*/(\\w+)\\?.*", "$1");
    String[] where = {
      "--host=127.0.0.1", "--port=" + POSTGRES.server().port(), "--username=postgres"
    };
    POSTGRES.server().run("pg_dump", with(where, "--format=custom", "--file=dump", name));
    POSTGRES
        .server()
        .run("pg_restore", with(where, "--exit-on-error", "--dbname=" + restoredName, "dump"));
    Filled.open(restored).close();
    assertThat(Filled.sums(restored)).isEqualTo(Filled.sums(source));
  }

  private void refused(byte[] file, String target, String why) throws Exception {
    assertThatThrownBy(() -> read(file, target))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(why);
    assertEmpty(target);
  }

  private static void assertEmpty(String target) throws Exception {
    if (DatabaseState.of(target).fit() != DatabaseState.Fit.EMPTY) {
      assertThat(Filled.sums(target).values()).allMatch(sum -> sum.rows() == 0);
    }
  }

  private String empty(String kind) throws Exception {
    return kind.equals("sqlite")
        ? folder.resolve("slipway-" + databases++ + ".db").toString()
        : POSTGRES.newDatabase();
  }

  private static byte[] export(String source) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    Export.write(source, file, "test", Samples.NOW, (doing, rows, of) -> {});
    return file.toByteArray();
  }

  private static long read(byte[] file, String target) throws IOException {
    return Import.read(new ByteArrayInputStream(file), target, (doing, rows, of) -> {});
  }

  private static String lines(byte[] file) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(file))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static byte[] changed(byte[] file, UnaryOperator<String> change) throws IOException {
    String before = lines(file);
    String after = change.apply(before);
    assertThat(after).isNotEqualTo(before);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(after.getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  private static String[] with(String[] first, String... more) {
    String[] all = Arrays.copyOf(first, first.length + more.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return all;
  }
}
