// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import java.util.List;
import java.util.stream.Collectors;

/** Writes rows of CSV by RFC 4180. */
final class CsvText {
  private CsvText() {}

  static String row(List<String> cells) {
    return cells.stream().map(CsvText::cell).collect(Collectors.joining(",", "", "\r\n"));
  }

  private static String cell(String text) {
    return text.matches("(?s).*[\",\\r\\n].*") || !text.equals(text.strip())
        ? "\"" + text.replace("\"", "\"\"") + "\""
        : text;
  }
}
