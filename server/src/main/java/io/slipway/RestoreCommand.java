// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import io.slipway.cli.Surroundings;
import io.slipway.store.jdbc.DatabaseState;
import io.slipway.store.jdbc.SqliteCopy;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway restore}: makes a data folder of a backup. */
@Command(
    name = "restore",
    description = "Put what slipway backup wrote into an empty data folder.",
    footer = {
      "",
      "Where the master key is not in the backup, put it into the folder before the",
      "server starts; this command says which."
    })
final class RestoreCommand extends LocalCommand {
  @Parameters(paramLabel = "FILE", description = "What slipway backup wrote.")
  private Path file;

  RestoreCommand(Outside outside, Surroundings surroundings) {
    super(outside, surroundings);
  }

  @Override
  void run(ServerConfig settings) throws IOException {
    BackupCommand.refuseShared(settings, "restore it with pg_restore --dbname NAME FILE");
    if (Files.notExists(file)) {
      throw new IOException("there is no file " + file);
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      BackupManifest manifest = manifest(zip);
      refuseUnfit(manifest, settings);
      try (DataDirectory folder = DataDirectory.take(settings.data(), outside.pid())) {
        refuseUsed(folder, settings);
        restore(zip, manifest, settings);
      }
      tell(manifest, settings);
    } catch (ZipException e) {
      throw new IOException(file + " is truncated or damaged: " + e.getMessage(), e);
    }
  }

  private BackupManifest manifest(ZipFile zip) throws IOException {
    ZipEntry entry = zip.getEntry(BackupCommand.MANIFEST);
    if (entry == null || zip.getEntry(BackupCommand.DATABASE) == null) {
      throw new IOException(file + " is no backup of Slipway");
    }
    try (InputStream in = zip.getInputStream(entry)) {
      return BackupManifest.read(in.readAllBytes());
    }
  }

  private void refuseUnfit(BackupManifest manifest, ServerConfig settings) throws IOException {
    int known = DatabaseState.knownSchema();
    if (manifest.schema() > known + 1) {
      throw new IOException(
          ("%s is of version %d (Slipway %s), this program works with version %d: take a newer"
                  + " Slipway")
              .formatted(file, manifest.schema(), manifest.program(), known));
    }
    MasterKeys keys = new MasterKeys(settings, outside);
    if (keys.there() && !keys.open().has(manifest.kid())) {
      throw StartRefusedException.because(
          "%s needs the master key %s, but at %s is %s"
              .formatted(file, manifest.kid(), keys.place(), keys.open().kid()));
    }
  }

  private static void refuseUsed(DataDirectory folder, ServerConfig settings) throws IOException {
    List<String> content = folder.content();
    if (!content.isEmpty() || Files.exists(SqliteCopy.file(settings.database()))) {
      throw StartRefusedException.because(
          "the data folder %s is not empty (%s); a backup is restored into an empty one"
              .formatted(folder.folder(), content.isEmpty() ? "a database" : content.get(0)));
    }
  }

  private void restore(ZipFile zip, BackupManifest manifest, ServerConfig settings)
      throws IOException {
    try (NewFile database = NewFile.at(SqliteCopy.file(settings.database()), false)) {
      MessageDigest digest = BackupCommand.sha256();
      try (InputStream in = zip.getInputStream(zip.getEntry(BackupCommand.DATABASE));
          OutputStream out = new DigestOutputStream(database.open(), digest)) {
        in.transferTo(out);
      }
      if (!HexFormat.of().formatHex(digest.digest()).equals(manifest.sha256())) {
        throw new IOException(file + " is damaged: its checksum is wrong; nothing was restored");
      }
      SqliteCopy.check(database.draft());
      restoreKey(zip, settings);
      database.finish();
    }
  }

  private static void restoreKey(ZipFile zip, ServerConfig settings) throws IOException {
    ZipEntry entry = zip.getEntry(BackupCommand.MASTER_KEY);
    if (entry == null || Files.exists(settings.masterKey())) {
      return;
    }
    try (NewFile key = NewFile.at(settings.masterKey(), false)) {
      try (InputStream in = zip.getInputStream(entry);
          OutputStream out = key.open()) {
        in.transferTo(out);
      }
      key.finish();
    }
  }

  private void tell(BackupManifest manifest, ServerConfig settings) {
    out()
        .printf(
            "Restored %s as of %s.%n", SqliteCopy.file(settings.database()), manifest.takenOn());
    if (new MasterKeys(settings, outside).there()) {
      out().println("Next: slipway serve --data " + settings.data());
    } else {
      out()
          .printf(
              "Next: put the master key %s at %s (chmod 600), then slipway serve --data %s%n",
              manifest.kid(), settings.masterKey(), settings.data());
    }
  }
}
