// SPDX-License-Identifier: Apache-2.0
/**
 * The packaged agent against the packaged server, each a process of its own: every way to the
 * platform, its handlers, refusals, wrong addresses, losses of power on both sides, and its size.
 */
package io.slipway.proof.agent;
