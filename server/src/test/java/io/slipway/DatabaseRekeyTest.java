// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.slipway.cli.Surroundings;
import io.slipway.domain.Account;
import io.slipway.domain.Id;
import io.slipway.domain.PlatformKey;
import io.slipway.domain.User;
import io.slipway.domain.UserCredential;
import io.slipway.events.WebhookSecrets;
import io.slipway.protocol.message.Secret;
import io.slipway.provisioning.SealPurposes;
import io.slipway.security.CertificateAuthority;
import io.slipway.security.Certificates;
import io.slipway.security.MasterKey;
import io.slipway.security.Sealer;
import io.slipway.security.SecretVerifiers;
import io.slipway.store.Samples;
import io.slipway.store.Store;
import io.slipway.store.jdbc.JdbcStore;
import io.slipway.store.jdbc.SealedValues;
import io.slipway.store.jdbc.StoreSettings;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code slipway database rekey}: a new master key, and what becomes of the old one. */
class DatabaseRekeyTest {
  private static final List<String> PURPOSES =
      List.of(
          SealPurposes.ACTIVATION_KEY,
          SealPurposes.CONFIGURATION,
          SealPurposes.REQUEST_PASSWORD,
          SealPurposes.IMPORT_ROWS,
          WebhookSecrets.PURPOSE);
  private static final Secret PASSWORD = Secret.of("correct horse");

  private final SecureRandom random = new SecureRandom();
  private final Samples samples = new Samples();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  @TempDir private Path data;
  private MasterKey old;
  private X509Certificate root;

  @BeforeEach
  void installation() throws Exception {
    try (DataDirectory taken = DataDirectory.take(data, 1);
        Store store = store()) {
      old = key();
      Sealer sealer = new Sealer(old, random);
      root = authority(store).root();
      for (String purpose : PURPOSES) {
        // Deep in a text, as in the JSON of a configuration, and twice.
        String sealed = sealer.seal(purpose, "of " + purpose);
        String text = "{\"a\":\"" + sealed + "\",\"b\":[\"" + sealed + "\"]}";
        store.keep(new PlatformKey(purpose, text, "PEM", Samples.NOW), Optional.empty());
      }
      Account account = samples.account("acme");
      store.create(account);
      User user = samples.user(account.id(), "ann");
      UserCredential credential = samples.credential(user, "");
      store.tenancy().create(user, credential);
    }
  }

  @Test
  void rekey_sealsEverythingByTheNewKey() throws Exception {
    assertThat(run("rekey")).as(err.toString()).isZero();
    MasterKey both = key();
    assertThat(both.kids()).hasSize(2).contains(old.kid());
    assertThat(both.kid()).isNotEqualTo(old.kid());
    assertThat(out)
        .asString()
        .contains("The master key is " + both.kid(), "Sealed 14 values anew.")
        .contains("Needed by nothing but older backups: " + old.kid());

    assertThat(run("rekey", "--drop-unused")).as(err.toString()).isZero();
    assertThat(key().kids()).containsExactly(both.kid());
    try (Store store = store()) {
      assertThat(authority(store).root()).isEqualTo(root);
      Sealer sealer = new Sealer(key(), random);
      for (String purpose : PURPOSES) {
        String text = store.platformKey(purpose).orElseThrow().sealedKey();
        assertThat(sealer.open(purpose, text.split("\"", -1)[3]).reveal())
            .isEqualTo("of " + purpose);
      }
    }
  }

  @Test
  void keyThatAPasswordsPrecheckNeeds_isNotDropped() throws Exception {
    try (Store store = store()) {
      User user = samples.user(store.accountNamed("acme").orElseThrow().id(), "olga");
      String verifier = new SecretVerifiers(old, random, 1).ofChosen(PASSWORD);
      store.tenancy().create(user, samples.credential(user, verifier));
    }
    assertThat(run("rekey")).isZero();
    assertThat(out).asString().contains("The key " + old.kid() + " is still needed by 1 values.");
    assertThat(run("rekey", "--drop-unused")).isZero();
    assertThat(out).asString().contains("All keys are needed.");
    assertThat(key().has(old.kid())).isTrue();
  }

  /** As after a kill: some rows are done, and their transaction with them. */
  @Test
  void rekeyThatBrokeOff_goesOnWithTheKeyThatItHadMade() throws Exception {
    String made = MasterKey.addToFile(ServerConfig.masterKeyIn(data), random);
    Sealer sealer = new Sealer(key(), random);
    int[] left = {3};
    try (SealedValues values = SealedValues.in(ServerConfig.databaseIn(data))) {
      assertThatThrownBy(
              () ->
                  values.seal(
                      value -> {
                        if (left[0]-- == 0) {
                          throw new IllegalStateException("killed");
                        }
                        return sealer.anew(value, PURPOSES);
                      },
                      (doing, rows, of) -> {}))
          .hasMessage("killed");
    }
    assertThat(run("rekey")).as(err.toString()).isZero();
    assertThat(key().kids()).containsExactly(made, old.kid());
    try (SealedValues values = SealedValues.in(ServerConfig.databaseIn(data))) {
      assertThat(values.sealedBy().keySet()).containsExactly(made);
    }
    assertThat(run("rekey")).isZero();
    assertThat(key().kids()).as("done once, it is done anew").hasSize(3);
  }

  @Test
  void databaseThatAServerWorksWith_isLeftAlone() throws Exception {
    try (DataDirectory taken = DataDirectory.take(data, 1)) {
      assertThat(run("rekey")).isEqualTo(1);
      assertThat(err).asString().contains("stop all of its servers");
    }
    assertThat(key().kids()).containsExactly(old.kid());
  }

  @Test
  void valueThatNoKeyOpens_isNamedAndLeft() throws Exception {
    Path file = ServerConfig.masterKeyIn(data);
    Files.delete(file);
    assertThat(run("rekey")).isEqualTo(1);
    assertThat(err).asString().contains("put it back first");
    MasterKey.openOrCreate(file, random);
    assertThat(run("rekey")).isZero();
    assertThat(out)
        .asString()
        .contains("NOT opened: 14 of table platform_key.")
        .contains("The key " + old.kid() + " is still needed by 14 values, and is not here.");
  }

  /** Who has a login keeps it; what the platform had of its own is made anew. */
  @Test
  void lostKey_locksNobodyOut() throws Exception {
    SecretVerifiers before = new SecretVerifiers(old, random, 1);
    String ofDevice = before.ofGenerated(Secret.of("a device's password"));
    String ofPerson = before.ofChosen(PASSWORD);
    Files.delete(ServerConfig.masterKeyIn(data));
    MasterKey fresh = key();
    assertThat(run("rekey", "--lost")).as(err.toString()).isZero();
    assertThat(out).asString().contains("Forgotten: the platform's key root.");
    SecretVerifiers after = new SecretVerifiers(fresh, random, 1);
    assertThat(after.verify(Secret.of("a device's password"), ofDevice)).isTrue();
    assertThat(after.verify(Secret.of("another"), ofDevice)).isFalse();
    assertThat(after.verify(PASSWORD, ofPerson)).isTrue();
    assertThat(after.verify(Secret.of("another"), ofPerson)).isFalse();
    try (Store store = store()) {
      assertThat(authority(store).root()).isNotEqualTo(root);
    }
  }

  private CertificateAuthority authority(Store store) throws Exception {
    Clock clock = Clock.systemUTC();
    CertificateAuthority authority =
        CertificateAuthority.openOrCreate(
            data,
            new StoredKeys(() -> store, data),
            new Sealer(key(), random),
            new Certificates(random, clock),
            clock);
    assertThat(authority.account(new Id(1), "root").certificate()).isNotNull();
    return authority;
  }

  private MasterKey key() throws Exception {
    return MasterKey.openOrCreate(ServerConfig.masterKeyIn(data), random);
  }

  private Store store() {
    return JdbcStore.open(
        ServerConfig.databaseIn(data), StoreSettings.DEFAULT, new SimpleMeterRegistry());
  }

  private int run(String... command) {
    Outside outside =
        new Outside(Map.of("SLIPWAY_DATA", data.toString()), data, Clock.systemUTC(), random, 1);
    Surroundings surroundings =
        new Surroundings(
            new BufferedReader(Reader.nullReader()),
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            question -> Optional.empty(),
            outside.environment(),
            data.resolve("config"),
            data,
            outside.clock(),
            pause -> {},
            false);
    String[] line = new String[command.length + 1];
    line[0] = "database";
    System.arraycopy(command, 0, line, 1, command.length);
    return Main.program(outside, surroundings).execute(line);
  }
}
