// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import io.slipway.cli.Commands;
import io.slipway.cli.Surroundings;
import io.slipway.store.StoreUnavailableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.event.Level;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/**
 * A command that works on an installation's own files and database, and so runs where they are. It
 * finds them as {@code slipway serve} does.
 */
abstract class LocalCommand implements Callable<Integer> {
  static final int REFUSED = 1;

  final Outside outside;
  final Surroundings surroundings;

  @Option(names = "--data", paramLabel = "DIR", description = "The server's data folder.")
  private String data;

  @Option(names = "--config", paramLabel = "FILE", description = "The server's settings.")
  private String config;

  @Option(
      names = "--database",
      paramLabel = "URL",
      description = "The database, where it is not the one of the settings.")
  private String database;

  @Option(
      names = "--master-key",
      paramLabel = "FILE",
      description = "The master key, where it is not in the data folder.")
  private String masterKey;

  LocalCommand(Outside outside, Surroundings surroundings) {
    this.outside = outside;
    this.surroundings = surroundings;
  }

  /** Adds all of them to a program's commands. */
  static void addTo(CommandLine program, Outside outside, Surroundings surroundings) {
    program.addSubcommand(
        Commands.noun(
            "database",
            "See the server's database, upgrade it, or move it to another.",
            List.of(
                new DatabaseStatusCommand(outside, surroundings),
                new DatabaseMigrateCommand(outside, surroundings),
                new DatabaseExportCommand(outside, surroundings),
                new DatabaseImportCommand(outside, surroundings),
                new DatabaseRekeyCommand(outside, surroundings))));
    program.addSubcommand(new CommandLine(new DoctorCommand(outside, surroundings)));
    program.addSubcommand(new CommandLine(new BackupCommand(outside, surroundings)));
    program.addSubcommand(new CommandLine(new RestoreCommand(outside, surroundings)));
  }

  @Override
  public final Integer call() {
    LogSetup.apply(Level.ERROR, LogFormat.TEXT);
    try {
      run(ConfigReader.read(new ConfigSources(flags(), outside.environment()), folder()));
      return CommandLine.ExitCode.OK;
    } catch (StartRefusedException refused) {
      return refused(refused.getMessage(), refused.exitCode());
    } catch (StoreUnavailableException e) {
      return refused(e.getMessage(), REFUSED);
    } catch (IOException e) {
      return refused(reason(e), REFUSED);
    }
  }

  abstract void run(ServerConfig settings) throws IOException;

  final PrintWriter out() {
    return surroundings.out();
  }

  private java.nio.file.Path folder() {
    return outside.dataFolder();
  }

  private Map<Setting, String> flags() {
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    put(flags, Setting.DATA, data);
    put(flags, Setting.CONFIG, config);
    put(flags, Setting.DATABASE, database);
    put(flags, Setting.MASTER_KEY, masterKey);
    return flags;
  }

  private static void put(Map<Setting, String> flags, Setting setting, String value) {
    if (value != null) {
      flags.put(setting, value);
    }
  }

  private int refused(String reason, int exitCode) {
    reason.lines().forEach(line -> surroundings.err().println("slipway: " + line));
    return exitCode;
  }

  private static String reason(IOException e) {
    return switch (e) {
      case FileAlreadyExistsException there ->
          there.getFile() + " exists already; choose another name, or --force to replace it";
      case FileSystemException file when file.getReason() == null ->
          file.getFile() + " cannot be used: " + e.getClass().getSimpleName();
      default -> e.getMessage();
    };
  }
}
