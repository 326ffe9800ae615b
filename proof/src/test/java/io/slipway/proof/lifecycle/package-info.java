// SPDX-License-Identifier: Apache-2.0
/**
 * How the server starts, ends and is started again: what it tells the outside about itself, and
 * what a killed one leaves behind.
 */
package io.slipway.proof.lifecycle;
