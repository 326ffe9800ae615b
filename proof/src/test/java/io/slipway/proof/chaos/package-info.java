// SPDX-License-Identifier: Apache-2.0
/**
 * Many devices under way at once while faults strike at random, all of it following from one seed;
 * afterwards every order must be filled, once, with nothing left over.
 */
package io.slipway.proof.chaos;
