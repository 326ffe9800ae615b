// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import io.slipway.proof.bench.Results.Figure;
import io.slipway.proof.bench.Results.Pair;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The results as people read them. */
final class Report {
  private static final String BEGIN = "<!-- ./bench writes from here -->";

  private final BenchOptions options;
  private final Results results;
  private final Cores cores;

  Report(BenchOptions options, Results results, Cores cores) {
    this.options = options;
    this.results = results;
    this.cores = cores;
  }

  /** The document, in which only the part that is measured changes. */
  String document(String old) {
    int begin = old.indexOf(BEGIN);
    return old.substring(0, begin + BEGIN.length()) + "\n\n" + text();
  }

  /** The part that is measured. */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        line(
            "Measured on %s: %d cores, %d GiB, %s, JDK %s. %s. %d rounds after %,d flows to warm"
                + " up; medians, with the least and the most in brackets.",
            LocalDate.now(ZoneOffset.UTC),
            Machine.cores(),
            Machine.memoryGiB(),
            Machine.system(),
            Runtime.version().feature(),
            cores.text(),
            options.rounds(),
            options.warmup()));
    text.append('\n').append(costs()).append('\n').append(waits());
    return text.toString();
  }

  private String costs() {
    return line("## What a flow costs")
        + "\n"
        + line(
            "| devices at once | store | flows/s | server CPU | bare cycle's CPU | ratio | store's"
                + " own CPU | resident | came again | lost |")
        + line("|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|")
        + rows(this::cost);
  }

  private String cost(List<Pair> pairs) {
    return line(
        "| %,d | %s | %s | %s ms | %s ms | **%s** | %.2f ms | %.0f MiB | %.0f | %.0f |",
        pairs.getFirst().atOnce(),
        pairs.getFirst().database(),
        figure(Results.figure(pairs, p -> p.flows().lap().perSecond()), "%.0f"),
        figure(Results.figure(pairs, p -> p.flows().cpu()), "%.2f"),
        figure(Results.figure(pairs, p -> p.bare().cpu()), "%.2f"),
        figure(Results.figure(pairs, Pair::ratio), "%.2f"),
        Results.figure(pairs, p -> p.flows().databaseCpu()).median(),
        Results.figure(pairs, p -> p.flows().server().residentKiB() / 1024.0).median(),
        Results.figure(pairs, p -> p.flows().lap().comebacks()).median(),
        Results.figure(pairs, p -> p.flows().lap().lost()).most());
  }

  private String waits() {
    return line("## How long a device waits")
        + "\n"
        + line("Milliseconds, median / 99 of 100 / longest.")
        + "\n"
        + line("| devices at once | store | whole flow | " + titles() + " |")
        + line("|--:|---|--:|" + "--:|".repeat(Stage.values().length))
        + rows(this::wait);
  }

  private static String titles() {
    return List.of(Stage.values()).stream().map(Stage::title).collect(Collectors.joining(" | "));
  }

  private String wait(List<Pair> pairs) {
    String stages =
        List.of(Stage.values()).stream()
            .map(s -> latency(pairs, p -> p.flows().lap().latency(s)))
            .collect(Collectors.joining(" | "));
    return line(
        "| %,d | %s | %s | %s |",
        pairs.getFirst().atOnce(),
        pairs.getFirst().database(),
        latency(pairs, p -> p.flows().lap().latency()),
        stages);
  }

  private String rows(Function<List<Pair>, String> row) {
    StringBuilder rows = new StringBuilder();
    for (int atOnce : options.atOnce()) {
      for (String database : options.databases()) {
        rows.append(row.apply(results.of(database, atOnce)));
      }
    }
    return rows.toString();
  }

  private static String latency(List<Pair> pairs, Function<Pair, Latency> of) {
    return String.format(
        Locale.ROOT,
        "%.1f / %.1f / %.1f",
        Results.figure(pairs, p -> of.apply(p).p50()).median(),
        Results.figure(pairs, p -> of.apply(p).p99()).median(),
        Results.figure(pairs, p -> of.apply(p).max()).median());
  }

  private static String figure(Figure figure, String format) {
    return String.format(
        Locale.ROOT,
        format + " (" + format + "–" + format + ")",
        figure.median(),
        figure.least(),
        figure.most());
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values) + "\n";
  }
}
