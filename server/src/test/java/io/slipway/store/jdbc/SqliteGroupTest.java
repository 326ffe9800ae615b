// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteGroupTest extends GroupContract {
  @TempDir private Path directory;

  @Override
  String newDatabase() {
    return directory.resolve("slipway.db").toString();
  }
}
