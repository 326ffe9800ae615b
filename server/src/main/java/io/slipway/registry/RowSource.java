// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import java.util.Iterator;
import java.util.List;

/** The rows of a file, one after the other; throws {@link RefusedException} where it is no such. */
public interface RowSource extends Iterator<ImportRow> {

  /** The names of columns beside client id and serial number, as far as they are known by now. */
  List<String> columns();
}
