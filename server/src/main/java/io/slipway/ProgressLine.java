// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import io.slipway.store.jdbc.Progress;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Tells how far long work has come: on a screen in one line that changes, else now and then. */
final class ProgressLine implements Progress {
  private static final Duration ON_SCREEN = Duration.ofMillis(200);
  private static final Duration ELSEWHERE = Duration.ofSeconds(5);
  private static final int ROWS_BETWEEN_LOOKS = 256;
  private static final int WIDTH = 78;

  private final PrintWriter err;
  private final Clock clock;
  private final boolean screen;
  private String doing = "";
  private Instant began;
  private Instant told;

  ProgressLine(PrintWriter err, Clock clock, boolean screen) {
    this.err = err;
    this.clock = clock;
    this.screen = screen;
    this.began = clock.instant();
    this.told = began;
  }

  @Override
  public void at(String work, long rows, long ofRows) {
    if (rows % ROWS_BETWEEN_LOOKS != 0 && rows != ofRows) {
      return;
    }
    Instant now = clock.instant();
    if (!work.equals(doing)) {
      doing = work;
      began = now;
    }
    boolean last = rows == ofRows;
    if (last || Duration.between(told, now).compareTo(screen ? ON_SCREEN : ELSEWHERE) >= 0) {
      told = now;
      tell(text(rows, ofRows, Duration.between(began, now)), last);
    }
  }

  private void tell(String text, boolean last) {
    if (screen) {
      err.print("\r" + text + " ".repeat(Math.max(0, WIDTH - text.length())));
      err.print(last ? "\n" : "");
      err.flush();
    } else {
      err.println(text);
    }
  }

  private String text(long rows, long ofRows, Duration took) {
    double rate = rows * 1000.0 / Math.max(1, took.toMillis());
    long left = Math.round((ofRows - rows) / Math.max(1, rate));
    return String.format(
        Locale.ROOT,
        "%s: %,d of %,d rows (%d %%), %,.0f rows/s, %s",
        doing,
        rows,
        ofRows,
        ofRows == 0 ? 100 : rows * 100 / ofRows,
        rate,
        rows == ofRows ? took.toSeconds() + " s" : left + " s left");
  }
}
