// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.store.SharedPostgres;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresGroupTest extends GroupContract {
  @RegisterExtension static final SharedPostgres POSTGRES = new SharedPostgres();

  @Override
  String newDatabase() throws Exception {
    return POSTGRES.newDatabase();
  }
}
