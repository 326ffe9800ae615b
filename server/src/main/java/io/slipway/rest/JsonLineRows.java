// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.slipway.registry.DeviceRow;
import io.slipway.registry.ImportRow;
import io.slipway.registry.RefusedException;
import io.slipway.registry.RowSource;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/** A file of orders with one JSON object on each line. */
final class JsonLineRows implements RowSource {
  private final BufferedReader file;
  private final FileColumns columns = new FileColumns();
  private long line;
  private Optional<String> next = Optional.empty();

  JsonLineRows(BufferedReader file) {
    this.file = file;
  }

  @Override
  public List<String> columns() {
    return columns.variables();
  }

  @Override
  public boolean hasNext() {
    while (next.filter(text -> !text.isBlank()).isEmpty()) {
      next = ImportBody.line(file, CsvRows.LONGEST_ROW, line + 1);
      if (next.isEmpty()) {
        return false;
      }
      line++;
    }
    return true;
  }

  @Override
  public ImportRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the file has ended");
    }
    String text = next.orElseThrow();
    next = Optional.empty();
    try {
      return new ImportRow(
          line, device(JsonBody.fields(text.getBytes(StandardCharsets.UTF_8)).texts(), columns));
    } catch (RefusedException refused) {
      throw FileColumns.refused(line, "is refused: " + refused.getMessage());
    }
  }

  /** The device that an object is about; its columns become known. */
  static DeviceRow device(Map<String, String> cells, FileColumns columns) {
    cells.keySet().stream().filter(name -> !columns.knows(name)).forEach(columns::add);
    return columns.device(cells);
  }
}
