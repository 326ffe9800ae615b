// SPDX-License-Identifier: Apache-2.0
/**
 * Tells others what happens to requests: webhooks, each signed and tried again until it is taken,
 * and the feed that streams read.
 *
 * <p>What is to be told lies in the store, in the transaction of the change itself; here it is
 * numbered, sent and struck off.
 */
package io.slipway.events;
