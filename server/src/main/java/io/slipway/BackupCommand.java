// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import io.slipway.cli.Surroundings;
import io.slipway.store.jdbc.DatabaseState;
import io.slipway.store.jdbc.SqliteCopy;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway backup}: a copy of the embedded database, while the server goes on. */
@Command(
    name = "backup",
    description = "Write a backup of the server's own database; the server goes on.",
    footer = {
      "",
      "The master key is not in it: keep a copy of it elsewhere, and safe. Without it",
      "nobody can use the backup, and with it anybody who has the backup.",
      "A PostgreSQL database is backed up with pg_dump; this command says how."
    })
final class BackupCommand extends LocalCommand {
  static final String DATABASE = "slipway.db";
  static final String MANIFEST = "manifest.json";
  static final String MASTER_KEY = "master.key";

  @Parameters(paramLabel = "FILE", description = "Where to write, a ZIP file.")
  private Path file;

  @Option(names = "--force", description = "Replace the file where there is one.")
  private boolean force;

  @Option(names = "--with-master-key", description = "Put the master key in, too.")
  private boolean withMasterKey;

  BackupCommand(Outside outside, Surroundings surroundings) {
    super(outside, surroundings);
  }

  @Override
  void run(ServerConfig settings) throws IOException {
    refuseShared(settings, "back it up with pg_dump --format=custom --file FILE NAME");
    DatabaseState state = DatabaseState.of(settings.database());
    refuseUnfit(settings, state);
    Instant now = outside.clock().instant();
    String kid = kid(settings);
    try (NewFile made = NewFile.at(file, force)) {
      Path copy = made.beside(DATABASE);
      SqliteCopy.take(settings.database(), copy);
      SqliteCopy.check(copy);
      try (ZipOutputStream zip = new ZipOutputStream(made.open())) {
        write(zip, copy, settings, state.known(), now, kid);
      }
      made.finish();
    }
    tell(settings, kid);
  }

  static void refuseShared(ServerConfig settings, String instead) {
    if (settings.sharesDatabase()) {
      throw StartRefusedException.because(
          "the database is PostgreSQL's: "
              + instead
              + "; docs/operations.md has the commands.\nKeep a copy of the master key ("
              + settings.masterKey()
              + ") apart from it, and safe.");
    }
  }

  private static void refuseUnfit(ServerConfig settings, DatabaseState state) {
    if (state.fit() == DatabaseState.Fit.EMPTY) {
      throw StartRefusedException.because("there is nothing to back up: no " + state.name());
    }
    if (state.fit() != DatabaseState.Fit.SAME) {
      throw StartRefusedException.because(
          state.name() + " has schema " + DatabaseStatusCommand.fit(state));
    }
    if (state.rows().getOrDefault("platform_key", 0L) == 0
        && Files.exists(settings.data().resolve("pki"))) {
      throw StartRefusedException.because(
          "the authority's keys are still in files; start the server of this version once, which"
              + " takes them into the database");
    }
  }

  private void write(
      ZipOutputStream zip, Path copy, ServerConfig settings, int schema, Instant now, String kid)
      throws IOException {
    zip.setLevel(Deflater.BEST_SPEED);
    MessageDigest digest = sha256();
    zip.putNextEntry(entry(DATABASE, now));
    Files.copy(copy, new DigestOutputStream(zip, digest));
    if (withMasterKey) {
      zip.putNextEntry(entry(MASTER_KEY, now));
      zip.write(Files.readAllBytes(settings.masterKey()));
    }
    zip.putNextEntry(entry(MANIFEST, now));
    String sha256 = HexFormat.of().formatHex(digest.digest());
    OutputStream manifest = zip;
    manifest.write(
        new BackupManifest(VersionCommand.version(), schema, now, sha256, kid)
            .json()
            .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    zip.closeEntry();
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static ZipEntry entry(String name, Instant now) {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(now.toEpochMilli());
    return entry;
  }

  private String kid(ServerConfig settings) throws IOException {
    MasterKeys keys = new MasterKeys(settings, outside);
    if (!keys.there()) {
      throw StartRefusedException.because(
          "the master key is not at "
              + settings.masterKey()
              + "; name it with "
              + Setting.MASTER_KEY.flag()
              + ", so that the backup can say which key it needs");
    }
    if (withMasterKey && !keys.inFile()) {
      throw StartRefusedException.because(
          "the master key is in " + keys.place() + ", from where it is not put into a backup");
    }
    return keys.open().kid();
  }

  private void tell(ServerConfig settings, String kid) throws IOException {
    out().printf("Wrote %s, %,d KiB.%n", file, Files.size(file) / 1024);
    if (withMasterKey) {
      out().println("The master key " + kid + " is in it: whoever has the file has everything.");
    } else {
      out()
          .printf(
              "The master key %s is NOT in it. It is at %s:%nkeep a copy apart from the backup, and"
                  + " safe; the backup is of no use without.%n",
              kid, new MasterKeys(settings, outside).place());
    }
  }
}
