// SPDX-License-Identifier: Apache-2.0
/**
 * The account broker for small fleets: HiveMQ in process, in memory.
 *
 * <p>It lets in provisioned devices only, each with rights on its own topics, and tells the
 * registry what it sees. Sessions are keyed by account and client id: two accounts may have devices
 * of one name.
 */
package io.slipway.accountbroker;
