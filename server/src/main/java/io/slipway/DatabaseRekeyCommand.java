// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import io.slipway.cli.Surroundings;
import io.slipway.events.WebhookSecrets;
import io.slipway.provisioning.SealPurposes;
import io.slipway.security.CertificateAuthority;
import io.slipway.security.MasterKey;
import io.slipway.security.Sealer;
import io.slipway.store.jdbc.DatabaseState;
import io.slipway.store.jdbc.SealedValues;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code slipway database rekey}. */
@Command(
    name = "rekey",
    description = "Seal all secrets anew with a new master key, while no server works.",
    footer = {
      "",
      "A key in a file gets a new one before it; from the environment or a token the",
      "newest is taken, so put it first. What breaks off goes on when it is run again.",
      "Logins that were made under older keys go on, so these stay. Backups need the",
      "key that they name: keep a copy of each before it is dropped."
    })
final class DatabaseRekeyCommand extends LocalCommand {
  private static final List<String> PURPOSES =
      List.of(
          SealPurposes.ACTIVATION_KEY,
          SealPurposes.CONFIGURATION,
          SealPurposes.REQUEST_PASSWORD,
          SealPurposes.IMPORT_ROWS,
          WebhookSecrets.PURPOSE,
          CertificateAuthority.SEAL_PURPOSE);

  @Option(
      names = "--drop-unused",
      description = "Take keys that nothing needs any more out of the file; make none.")
  private boolean dropUnused;

  @Option(
      names = "--lost",
      description = "Go on without a key that is lost: forget what only that opens.")
  private boolean lost;

  DatabaseRekeyCommand(Outside outside, Surroundings surroundings) {
    super(outside, surroundings);
  }

  @Override
  void run(ServerConfig settings) throws IOException {
    DatabaseState state = DatabaseState.of(settings.database());
    refuseUnfit(settings, state);
    try (DataDirectory folder = DataDirectory.take(settings.data(), outside.pid());
        SealedValues values = SealedValues.in(settings.database())) {
      if (dropUnused) {
        drop(settings, values);
      } else {
        rekey(settings, values);
      }
    }
  }

  private static void refuseUnfit(ServerConfig settings, DatabaseState state) {
    if (state.fit() != DatabaseState.Fit.SAME) {
      throw StartRefusedException.because(
          state.name() + " has schema " + DatabaseStatusCommand.fit(state));
    }
    if (DatabaseStatusCommand.used(settings, state)) {
      throw StartRefusedException.because(
          "a server works with " + state.name() + "; stop all of its servers first");
    }
  }

  private void rekey(ServerConfig settings, SealedValues values) throws IOException {
    MasterKeys keys = new MasterKeys(settings, outside);
    MasterKey key = newest(settings, keys, values);
    out().println("The master key is " + key.kid() + " now, in " + keys.place() + ".");
    Sealer sealer = new Sealer(key, outside.random());
    if (lost) {
      List<String> names = values.forgetKeys(value -> sealer.anew(value, PURPOSES).isPresent());
      names.forEach(name -> out().println("Forgotten: the platform's key " + name + "."));
    }
    SealedValues.Outcome outcome =
        values.seal(
            value -> sealer.anew(value, PURPOSES),
            new ProgressLine(surroundings.err(), outside.clock(), surroundings.colours()));
    out().printf("Sealed %,d values anew.%n", outcome.sealed());
    outcome
        .unopened()
        .forEach((table, count) -> out().printf("NOT opened: %,d of table %s.%n", count, table));
    tell(values, key);
  }

  /** Where something is not sealed by the newest key, that one was made before and broken off. */
  private MasterKey newest(ServerConfig settings, MasterKeys keys, SealedValues values)
      throws IOException {
    if (!keys.there()) {
      throw StartRefusedException.because(
          "the master key is not at " + settings.masterKey() + "; put it back first");
    }
    MasterKey key = keys.open();
    boolean done = values.sealedBy().keySet().stream().allMatch(key.kid()::equals);
    if (!done || !keys.inFile()) {
      return key;
    }
    MasterKey.addToFile(settings.masterKey(), outside.random());
    return keys.open();
  }

  private void tell(SealedValues values, MasterKey key) {
    Map<String, Long> older = new TreeMap<>(values.needed());
    older.remove(key.kid());
    older.forEach(
        (kid, count) ->
            out()
                .printf(
                    "The key %s is still needed by %,d values%s.%n",
                    kid, count, key.has(kid) ? "" : ", and is not here"));
    List<String> unused =
        key.kids().stream().filter(k -> !k.equals(key.kid()) && !older.containsKey(k)).toList();
    if (!unused.isEmpty()) {
      out()
          .println(
              "Needed by nothing but older backups: "
                  + String.join(", ", unused)
                  + "; slipway database rekey --drop-unused");
    }
  }

  private void drop(ServerConfig settings, SealedValues values) throws IOException {
    if (Files.notExists(settings.masterKey())) {
      throw StartRefusedException.because("there is no file " + settings.masterKey());
    }
    MasterKey key = new MasterKeys(settings, outside).open();
    List<String> inFile = MasterKey.kidsInFile(settings.masterKey());
    Set<String> kept = new HashSet<>(values.needed().keySet());
    kept.add(key.kid());
    List<String> dropped = inFile.stream().filter(k -> !kept.contains(k)).toList();
    if (dropped.size() == inFile.size()) {
      throw StartRefusedException.because(
          "nothing needs the keys in " + settings.masterKey() + "; remove it yourself");
    }
    MasterKey.keepInFile(settings.masterKey(), kept);
    out()
        .println(
            dropped.isEmpty()
                ? "All keys are needed."
                : "Dropped " + String.join(", ", dropped) + ".");
  }
}
