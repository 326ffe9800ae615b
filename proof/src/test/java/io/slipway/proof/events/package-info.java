// SPDX-License-Identifier: Apache-2.0
/**
 * What others are told of what happens: webhooks of a server that is killed, and receivers that are
 * away.
 */
package io.slipway.proof.events;
