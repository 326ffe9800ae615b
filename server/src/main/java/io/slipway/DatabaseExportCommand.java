// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import io.slipway.cli.Surroundings;
import io.slipway.store.jdbc.DatabaseState;
import io.slipway.store.jdbc.Export;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code slipway database export}. */
@Command(
    name = "export",
    description = "Write all that the database holds to a file, for any other database.",
    footer = {
      "",
      "The file is what the database was at one moment; a server may go on meanwhile.",
      "To move without loss: stop the server, export, import into the new database,",
      "start the server with --database. The file holds no key that is not sealed, but",
      "is as secret as the database; the master key is not in it."
    })
final class DatabaseExportCommand extends LocalCommand {
  private static final String STANDARD_OUTPUT = "-";

  @Parameters(paramLabel = "FILE", description = "Where to write; - for standard output.")
  private String file;

  @Option(names = "--force", description = "Replace the file where there is one.")
  private boolean force;

  DatabaseExportCommand(Outside outside, Surroundings surroundings) {
    super(outside, surroundings);
  }

  @Override
  void run(ServerConfig settings) throws IOException {
    boolean used = DatabaseStatusCommand.used(settings, DatabaseState.of(settings.database()));
    boolean toStandardOutput = file.equals(STANDARD_OUTPUT);
    PrintWriter words = toStandardOutput ? surroundings.err() : out();
    long rows = toStandardOutput ? write(settings, System.out) : toFile(settings);
    words.println(String.format(Locale.ROOT, "Exported %,d rows.", rows));
    if (used) {
      words.println(
          "A server uses this database: what it changes from now on is not in the file. To move"
              + " without loss, stop it and export again.");
    }
    if (!toStandardOutput) {
      words.println(
          "Next: slipway database import " + file + " --database jdbc:postgresql://HOST/NAME");
    }
  }

  private long toFile(ServerConfig settings) throws IOException {
    try (NewFile made = NewFile.at(Path.of(file), force)) {
      long rows;
      try (OutputStream out = made.open()) {
        rows = write(settings, out);
      }
      made.finish();
      return rows;
    }
  }

  private long write(ServerConfig settings, OutputStream out) throws IOException {
    return Export.write(
        settings.database(),
        out,
        VersionCommand.version(),
        outside.clock().instant(),
        new ProgressLine(surroundings.err(), outside.clock(), surroundings.colours()));
  }
}
