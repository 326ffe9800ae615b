// SPDX-License-Identifier: Apache-2.0
/**
 * Measures whole flows: the packaged server, and many devices of the full profile at once over TLS.
 * Started by {@code ./bench}; what a machine gave is written down with the machine.
 */
package io.slipway.proof.bench;
