// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code slipway audit export}. */
@Command(
    name = "export",
    description = "Write down who did what, the oldest first, however much it is.",
    footer = {
      "",
      "All that was there when it began is told once, whatever is added meanwhile.",
      "A file is written whole or not at all, and only its owner may read it."
    })
final class AuditExportCommand extends RestCommand {
  private static final int WHOLE = 100;
  private static final int LINES_BETWEEN_LOOKS = 1_000;

  enum Format {
    CSV,
    JSONL
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--format",
      defaultValue = "csv",
      description = "csv or jsonl, one JSON object a line (default: ${DEFAULT-VALUE}).")
  private Format format;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write to this file and not to standard output.")
  private Path file;

  private AuditExportCommand(Surroundings surroundings) {
    super(surroundings);
  }

  static CommandLine of(Surroundings surroundings) {
    CommandLine command = new CommandLine(new AuditExportCommand(surroundings));
    Nouns.AUDIT.list().filters().forEach(f -> command.getCommandSpec().addOption(f.spec()));
    return command;
  }

  @Override
  int run(Connection connection) {
    RestClient rest = connection.rest();
    Map<String, String> wanted =
        Filter.query(Nouns.AUDIT.list().filters(), spec, rest, surroundings().clock().instant());
    Map<String, String> count = new HashMap<>(wanted);
    count.putAll(Map.of("limit", "1", "askTotalCount", "true"));
    long total = rest.get(Nouns.AUDIT.path(), count).path("totalCount").asLong();
    wanted.put("format", json() ? "jsonl" : format.name().toLowerCase(Locale.ROOT));
    if (file == null) {
      write(rest, wanted, new Written(out(), total));
    } else {
      PrivateFiles.write(file, writer -> write(rest, wanted, new Written(writer, total)));
    }
    return DONE;
  }

  private static void write(RestClient rest, Map<String, String> wanted, Written written) {
    rest.download(Nouns.AUDIT.path() + "/_export", wanted, written);
    written.end();
  }

  /** What has been written so far, of as much as there was to be when it began. */
  private final class Written implements Consumer<String> {
    private final PrintWriter writer;
    private final long total;
    private final ProgressBar bar = new ProgressBar(surroundings());
    private long lines;

    Written(PrintWriter writer, long total) {
      this.writer = writer;
      this.total = total;
    }

    @Override
    public void accept(String line) {
      writer.println(line);
      lines++;
      if (lines % LINES_BETWEEN_LOOKS == 0) {
        if (writer.checkError()) {
          throw new CliException("the output takes no more");
        }
        long percent = WHOLE * Math.min(lines, total) / Math.max(1, total);
        bar.at((int) percent, lines + " of " + total + " records");
      }
    }

    void end() {
      boolean header = !json() && format == Format.CSV;
      bar.end(WHOLE, lines - (header ? 1 : 0) + " records");
    }
  }
}
