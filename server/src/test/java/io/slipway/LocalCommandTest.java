// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.slipway.cli.Surroundings;
import io.slipway.security.MasterKey;
import io.slipway.store.Samples;
import io.slipway.store.Store;
import io.slipway.store.jdbc.JdbcStore;
import io.slipway.store.jdbc.StoreSettings;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that work on an installation's own files. */
class LocalCommandTest {
  private final Samples samples = new Samples();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  @TempDir private Path folder;
  private Path data;
  private String kid;
  private Map<String, String> environment = Map.of();

  @BeforeEach
  void installation() throws Exception {
    data = folder.resolve("data");
    try (DataDirectory taken = DataDirectory.take(data, 1);
        Store store = store(data)) {
      kid = MasterKey.openOrCreate(ServerConfig.masterKeyIn(data), new SecureRandom()).kid();
      store.create(samples.account("acme"));
    }
  }

  @Test
  void backup_ofARunningStore_isRestoredElsewhere() throws Exception {
    Path file = folder.resolve("backup.zip");
    try (DataDirectory taken = DataDirectory.take(data, 1);
        Store store = store(data)) {
      store.create(samples.account("acknowledged"));
      assertThat(run(data, "backup", file.toString())).as(err.toString()).isZero();
      store.create(samples.account("later"));
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(out).asString().contains("The master key " + kid + " is NOT in it");

    Path other = folder.resolve("other");
    assertThat(run(other, "restore", file.toString())).as(err.toString()).isZero();
    assertThat(out).asString().contains("put the master key " + kid + " at " + other);
    Files.copy(ServerConfig.masterKeyIn(data), ServerConfig.masterKeyIn(other));
    try (DataDirectory taken = DataDirectory.take(other, 1);
        Store store = store(other)) {
      assertThat(store.accountNamed("acme")).isPresent();
      assertThat(store.accountNamed("acknowledged")).isPresent();
      assertThat(store.accountNamed("later")).isEmpty();
    }
  }

  @Test
  void backupWithMasterKey_bringsItAlong() throws Exception {
    Path file = folder.resolve("backup.zip");
    assertThat(run(data, "backup", "--with-master-key", file.toString())).isZero();
    Path other = folder.resolve("other");
    assertThat(run(other, "restore", file.toString())).as(err.toString()).isZero();
    assertThat(ServerConfig.masterKeyIn(other))
        .hasSameBinaryContentAs(ServerConfig.masterKeyIn(data));
  }

  @Test
  void backup_isRestoredOnlyWhereItsMasterKeyIsOrNoneIsYet() throws Exception {
    Path file = folder.resolve("backup.zip");
    assertThat(run(data, "backup", file.toString())).isZero();
    Path other = Files.createDirectory(folder.resolve("other"));
    Path otherKey = ServerConfig.masterKeyIn(other);
    String otherKid = MasterKey.openOrCreate(otherKey, new SecureRandom()).kid();
    assertThat(run(other, "restore", file.toString())).isEqualTo(1);
    assertThat(err)
        .asString()
        .contains("needs the master key " + kid + ", but at " + otherKey + " is " + otherKid);
    assertThat(other.resolve("slipway.db")).doesNotExist();
  }

  @Test
  void backup_namesTheMasterKeyOfTheEnvironment() {
    environment = Map.of("SLIPWAY_MASTER_KEY_HEX", "ab".repeat(32));
    Path file = folder.resolve("backup.zip");
    assertThat(run(data, "backup", file.toString())).as(err.toString()).isZero();
    assertThat(out).asString().contains("the environment variable").doesNotContain(kid);
    assertThat(run(data, "backup", "--with-master-key", folder + "/b.zip")).isEqualTo(1);
    assertThat(err).asString().contains("from where it is not put into a backup");
  }

  @Test
  void backup_isReplacedOnlyWithForce() throws Exception {
    Path file = Files.writeString(folder.resolve("backup.zip"), "precious");
    assertThat(run(data, "backup", file.toString())).isEqualTo(1);
    assertThat(err).asString().contains("exists already");
    assertThat(file).hasContent("precious");
    assertThat(run(data, "backup", "--force", file.toString())).isZero();
  }

  @Test
  void backupThatIsDamaged_restoresNothing() throws Exception {
    Path file = folder.resolve("backup.zip");
    assertThat(run(data, "backup", file.toString())).isZero();
    byte[] whole = Files.readAllBytes(file);
    Path cut = Files.write(folder.resolve("cut.zip"), Arrays.copyOf(whole, whole.length / 2));
    Path other = folder.resolve("other");
    assertThat(run(other, "restore", cut.toString())).isEqualTo(1);
    assertThat(err).asString().contains("truncated or damaged");
    assertThat(other.resolve("slipway.db")).doesNotExist();
  }

  @Test
  void restore_intoAFolderThatIsUsed_isRefused() {
    Path file = folder.resolve("backup.zip");
    assertThat(run(data, "backup", file.toString())).isZero();
    assertThat(run(data, "restore", file.toString())).isEqualTo(1);
    assertThat(err).asString().contains("is not empty (slipway.db");
  }

  @Test
  void backup_ofPostgresql_saysWhatToUse() {
    String database = "jdbc:postgresql://db.example/slipway";
    assertThat(run(data, "backup", "--database", database, "x.zip")).isEqualTo(1);
    assertThat(err).asString().contains("pg_dump", "master key");
  }

  @Test
  void exportAndImport_moveAnInstallation() {
    Path file = folder.resolve("slipway.export");
    assertThat(run(data, "database", "export", file.toString())).as(err.toString()).isZero();
    Path other = folder.resolve("other");
    assertThat(run(other, "database", "import", file.toString())).as(err.toString()).isZero();
    assertThat(out).asString().contains("Exported 1 rows.", "Imported and verified 1 rows.");
    try (Store store = store(other)) {
      assertThat(store.accountNamed("acme")).isPresent();
    }
    assertThat(run(other, "database", "import", file.toString())).isEqualTo(1);
    assertThat(err).asString().contains("is not empty (table account has 1 rows)");
    assertThat(run(other, "database", "import", folder + "/none")).isEqualTo(1);
    assertThat(run(other, "database", "import")).isEqualTo(2);
  }

  @Test
  void status_tellsWhetherAServerUsesIt() {
    assertThat(run(data, "database", "status", "--json")).as(err.toString()).isZero();
    assertThat(out).asString().contains("\"inUse\" : false", "\"fit\" : \"SAME\"");
    try (DataDirectory taken = DataDirectory.take(data, 1)) {
      assertThat(run(data, "database", "status")).isZero();
      assertThat(out.toString()).containsPattern("in use +yes");
      assertThat(run(data, "database", "migrate")).isEqualTo(1);
      assertThat(err).asString().contains("a server works in " + data);
    }
    assertThat(run(data, "database", "migrate")).isZero();
    assertThat(out).asString().contains("Nothing to do");
  }

  private static Store store(Path data) {
    return JdbcStore.open(
        ServerConfig.databaseIn(data), StoreSettings.DEFAULT, new SimpleMeterRegistry());
  }

  private int run(Path where, String... command) {
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("SLIPWAY_DATA", where.toString());
    Outside outside = new Outside(variables, folder, Clock.systemUTC(), new SecureRandom(), 1);
    Surroundings surroundings =
        new Surroundings(
            new BufferedReader(Reader.nullReader()),
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            question -> Optional.empty(),
            outside.environment(),
            folder.resolve("config"),
            where,
            outside.clock(),
            pause -> {},
            false);
    return Main.program(outside, surroundings).execute(command);
  }
}
