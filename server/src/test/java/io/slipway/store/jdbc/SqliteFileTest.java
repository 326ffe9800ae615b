// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.slipway.domain.Account;
import io.slipway.store.Samples;
import io.slipway.store.Store;
import io.slipway.store.StoreUnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a file that is old, new, damaged, full or not ours. */
class SqliteFileTest {
  private final Samples samples = new Samples();
  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void file() {
    file = directory.resolve("data").resolve("slipway.db");
  }

  @Test
  void file_thatIsMissing_isMadeForItsOwnerOnly() throws IOException {
    open().close();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void file_ofBefore_holdsWhatWasWritten() {
    Account acme = samples.account("acme");
    try (Store store = open()) {
      store.create(acme);
    }
    try (Store store = open()) {
      assertThat(store.account(acme.id())).contains(acme);
    }
  }

  @Test
  void file_ofANewerVersion_isRefusedUntouched() throws Exception {
    open().close();
    raw(
        "INSERT INTO flyway_schema_history VALUES (99, '42', 'later', 'SQL',"
            + " 'V42__later.sql', 1, 'x', '2027-01-01 00:00:00', 1, 1)");
    byte[] before = Files.readAllBytes(file);
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("has version 42, this program works with version 3")
        .hasMessageContaining("start the newer Slipway");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void file_thatIsLostWhileItIsOpened_isSaidToBeUnreadable() throws IOException {
    SqliteDatabase database = new SqliteDatabase(file, StoreSettings.DEFAULT);
    database.prepare();
    Files.delete(file);
    Files.createDirectory(file);
    assertThatThrownBy(() -> Readers.of(database))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining(file + " cannot be read");
  }

  @Test
  void file_thatIsNoDatabase_isRefusedUntouched() throws IOException {
    Files.createDirectories(file.getParent());
    byte[] letter = "Dear reader, ".repeat(1_000).getBytes(StandardCharsets.UTF_8);
    Files.write(file, letter);
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("damaged or no SQLite file; restore a backup");
    assertThat(Files.readAllBytes(file)).isEqualTo(letter);
  }

  @Test
  void file_thatLostItsTail_isRefused() throws IOException {
    open().close();
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 3));
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void file_ofAnotherProgram_isRefused() throws Exception {
    Files.createDirectories(file.getParent());
    raw("CREATE TABLE recipes (name TEXT)");
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("non-empty schema");
  }

  @Test
  void path_thatIsADirectory_isRefused() throws IOException {
    Files.createDirectories(file);
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("is not writable");
  }

  @Test
  void directory_thatIsAFile_isRefused() throws IOException {
    Files.writeString(file.getParent(), "");
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("cannot be made");
  }

  private JdbcStore open() {
    return JdbcStore.open(
        new SqliteDatabase(file, StoreSettings.DEFAULT),
        StoreSettings.DEFAULT,
        new SimpleMeterRegistry());
  }

  private void raw(String statement) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        java.sql.Statement raw = connection.createStatement()) {
      raw.executeUpdate(statement);
    }
  }
}
