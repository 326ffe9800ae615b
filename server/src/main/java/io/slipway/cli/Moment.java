// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** A point in time as people write it: absolute, or so long from now. */
sealed interface Moment {

  record At(Instant time) implements Moment {}

  record In(Duration fromNow) implements Moment {}

  Pattern RELATIVE = Pattern.compile("\\+(\\d{1,6})([mhd])");

  /** Which instant that is, said now. */
  default Instant after(Instant now) {
    return switch (this) {
      case At at -> at.time();
      case In in -> now.plus(in.fromNow());
    };
  }

  static Moment parse(String text) {
    Matcher relative = RELATIVE.matcher(text);
    try {
      if (relative.matches()) {
        long count = Long.parseLong(relative.group(1));
        return new In(
            switch (relative.group(2)) {
              case "m" -> Duration.ofMinutes(count);
              case "h" -> Duration.ofHours(count);
              default -> Duration.ofDays(count);
            });
      }
      return new At(
          text.contains("T")
              ? OffsetDateTime.parse(text).toInstant()
              : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
    } catch (DateTimeException e) {
      throw new TypeConversionException(
          "\"" + text + "\" is no time such as 2026-12-24, 2026-12-24T08:00:00Z or +30d");
    }
  }
}
