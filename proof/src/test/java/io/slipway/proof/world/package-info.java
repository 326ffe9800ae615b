// SPDX-License-Identifier: Apache-2.0
/**
 * The world that end-to-end tests play in: the packaged server as a process that can be killed and
 * started again, and an operator who speaks to it by REST.
 */
package io.slipway.proof.world;
