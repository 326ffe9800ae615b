// SPDX-License-Identifier: Apache-2.0
/**
 * The ports to the database: {@link io.slipway.store.StoreReader} reads, {@link
 * io.slipway.store.Store} writes.
 *
 * <p>Every write is one transaction that is durable when the call returns. A write that finds that
 * what it was decided on has changed is refused whole. Calls block; callers run on virtual threads.
 */
package io.slipway.store;
