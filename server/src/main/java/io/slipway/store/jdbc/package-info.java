// SPDX-License-Identifier: Apache-2.0
/**
 * The store over SQL: SQLite embedded, in a dialect that PostgreSQL takes unchanged.
 *
 * <p>One thread writes. It takes what callers have handed in meanwhile and commits it together
 * ({@link io.slipway.store.jdbc.Committer}); each change stands or falls alone. Reads come from a
 * pool.
 */
package io.slipway.store.jdbc;
