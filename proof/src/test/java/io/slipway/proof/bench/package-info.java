// SPDX-License-Identifier: Apache-2.0
/**
 * Measures whole flows: the packaged server, and many devices of the full profile at once over TLS.
 * The yardstick is {@link io.slipway.proof.bench.BareServer}, which the same clients visit in turn.
 * Started by {@code ./bench}; what a machine gave is in {@code docs/performance.md}.
 */
package io.slipway.proof.bench;
