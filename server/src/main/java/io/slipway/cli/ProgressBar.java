// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import java.io.PrintWriter;

/** Tells how far a job is: on a screen in one line that changes, elsewhere at each tenth. */
final class ProgressBar {
  private static final int WIDTH = 30;
  private static final int WHOLE = 100;
  private static final int STEP_ELSEWHERE = 10;

  private final PrintWriter err;
  private final boolean screen;
  private String told = "";
  private int tenth = -1;

  ProgressBar(Surroundings surroundings) {
    this.err = surroundings.err();
    this.screen = surroundings.colours();
  }

  /**
   * Tells where it is now.
   *
   * @param count what people count by
   */
  void at(int percent, String count) {
    String line = line(percent, count);
    if (screen && !line.equals(told)) {
      draw(line);
      err.flush();
    } else if (!screen && percent / STEP_ELSEWHERE > tenth) {
      tenth = percent / STEP_ELSEWHERE;
      err.println(line);
    }
  }

  /** Tells where it ended. */
  void end(int percent, String count) {
    String line = line(percent, count);
    if (screen) {
      draw(line);
      err.println();
    } else {
      err.println(line);
    }
  }

  private void draw(String line) {
    err.print("\r" + line + " ".repeat(Math.max(0, told.length() - line.length())));
    told = line;
  }

  private static String line(int percent, String count) {
    int full = WIDTH * percent / WHOLE;
    return "[%s%s] %3d %%  %s"
        .formatted("#".repeat(full), " ".repeat(WIDTH - full), percent, count);
  }
}
