// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import java.sql.SQLException;

/**
 * A write, all or nothing. It may be run more than once, since it is tried again alone when the
 * group that it was in fails; so it changes nothing but the database.
 */
interface Change {
  void apply(Sql sql) throws SQLException;
}
