// SPDX-License-Identifier: Apache-2.0
/**
 * Who is not let in and who is told why: unproven peers learn nothing, proven devices learn the
 * cause, and neither gets at what belongs to another.
 */
package io.slipway.proof.refusal;
