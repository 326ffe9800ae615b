// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.slipway.registry.ImportRow;
import io.slipway.registry.RefusedException;
import io.slipway.registry.RowSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * A file of orders with comma-, semicolon- or tab-separated values and a line of names (RFC 4180).
 */
final class CsvRows implements RowSource {
  static final int LONGEST_ROW = 64 * 1024;
  private static final int HEADER_LOOK = 16 * 1024;
  private static final CsvMapper MAPPER =
      CsvMapper.builder(
              CsvFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(LONGEST_ROW).build())
                  .build())
          .enable(CsvParser.Feature.WRAP_AS_ARRAY)
          .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
          .build();

  private final FileColumns columns = new FileColumns();
  private final MappingIterator<String[]> rows;

  /** Reads the line of names. */
  CsvRows(BufferedReader file) {
    try {
      rows =
          MAPPER
              .readerFor(String[].class)
              .with(CsvSchema.emptySchema().withColumnSeparator(separator(file)))
              .readValues(file);
      for (String name : hasNext() ? read() : new String[0]) {
        columns.add(name);
      }
    } catch (IOException broken) {
      throw broken(broken);
    }
    if (!columns.hasClientId()) {
      throw FileColumns.refused(
          "the first line must name the columns, and one of them must be clientId");
    }
  }

  @Override
  public List<String> columns() {
    return columns.variables();
  }

  @Override
  public boolean hasNext() {
    try {
      return rows.hasNextValue();
    } catch (IOException broken) {
      throw broken(broken);
    }
  }

  @Override
  public ImportRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the file has ended");
    }
    String[] cells = read();
    long line = line();
    if (cells.length > columns.size()) {
      throw FileColumns.refused(
          line, "has %d values, but there are %d columns".formatted(cells.length, columns.size()));
    }
    int length = 0;
    for (String cell : cells) {
      length += cell.length();
    }
    if (length > LONGEST_ROW) {
      throw FileColumns.refused(line, "is longer than " + LONGEST_ROW + " characters");
    }
    return new ImportRow(line, columns.device(cells));
  }

  private String[] read() {
    try {
      return rows.nextValue();
    } catch (IOException broken) {
      throw broken(broken);
    }
  }

  private long line() {
    return rows.getParser().getTokenLocation().getLineNr();
  }

  /** Without what the reader says, as that may show values. */
  private RefusedException broken(IOException broken) {
    if (broken instanceof JacksonException) {
      return FileColumns.refused(
          "is no CSV by RFC 4180, or a value of it is longer than "
              + LONGEST_ROW
              + " characters, near line "
              + rows.getParser().getCurrentLocation().getLineNr());
    }
    return ImportBody.cutOff(broken);
  }

  /** The one that the first line has most of outside of quotes. */
  private static char separator(BufferedReader file) throws IOException {
    file.mark(HEADER_LOOK);
    int commas = 0;
    int semicolons = 0;
    int tabs = 0;
    boolean quoted = false;
    for (int i = 0; i < HEADER_LOOK; i++) {
      int c = file.read();
      if (c < 0 || c == '\n' && !quoted) {
        break;
      }
      quoted ^= c == '"';
      commas += c == ',' && !quoted ? 1 : 0;
      semicolons += c == ';' && !quoted ? 1 : 0;
      tabs += c == '\t' && !quoted ? 1 : 0;
    }
    file.reset();
    if (tabs > commas && tabs > semicolons) {
      return '\t';
    }
    return semicolons > commas ? ';' : ',';
  }
}
