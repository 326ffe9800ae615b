// SPDX-License-Identifier: Apache-2.0
/**
 * What goes wrong on the way: servers that are killed, connections that are lost, input that is
 * none. Whatever it is, the device arrives, and arrives once.
 */
package io.slipway.proof.faults;
