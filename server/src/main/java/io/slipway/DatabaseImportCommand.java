// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import io.slipway.cli.Surroundings;
import io.slipway.store.jdbc.Import;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code slipway database import}. */
@Command(
    name = "import",
    description = "Fill an empty database with what an export holds.",
    footer = {"", "All rows are there afterwards, read back and compared with the file, or none."})
final class DatabaseImportCommand extends LocalCommand {
  private static final String STANDARD_INPUT = "-";

  @Parameters(paramLabel = "FILE", description = "What to read; - for standard input.")
  private String file;

  DatabaseImportCommand(Outside outside, Surroundings surroundings) {
    super(outside, surroundings);
  }

  @Override
  void run(ServerConfig settings) throws IOException {
    long rows = file.equals(STANDARD_INPUT) ? read(settings, System.in) : fromFile(settings);
    out().println(String.format(Locale.ROOT, "Imported and verified %,d rows.", rows));
    out()
        .println(
            "Next: slipway serve on this database, with the master key of the installation that"
                + " the rows come from ("
                + settings.masterKey()
                + ")");
  }

  private long fromFile(ServerConfig settings) throws IOException {
    Path path = Path.of(file);
    if (Files.notExists(path)) {
      throw new IOException("there is no file " + file);
    }
    try (InputStream in = Files.newInputStream(path)) {
      return read(settings, in);
    }
  }

  /** A database in a data folder is filled while no server has the folder. */
  private long read(ServerConfig settings, InputStream in) throws IOException {
    if (settings.sharesDatabase()) {
      return fill(settings, in);
    }
    try (DataDirectory held = DataDirectory.take(settings.data(), outside.pid())) {
      return fill(settings, in);
    }
  }

  private long fill(ServerConfig settings, InputStream in) throws IOException {
    try {
      return Import.read(
          in,
          settings.database(),
          new ProgressLine(surroundings.err(), outside.clock(), surroundings.colours()));
    } catch (IOException e) {
      throw new IOException(
          "%s cannot be imported: %s; nothing was imported".formatted(file, e.getMessage()), e);
    }
  }
}
