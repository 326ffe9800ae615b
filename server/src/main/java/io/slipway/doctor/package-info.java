// SPDX-License-Identifier: Apache-2.0
/**
 * Looks at a deployment as devices and operators see it, and says what is wrong and what mends it.
 *
 * <p>It speaks to servers by the network only, needs no login, and changes nothing.
 */
package io.slipway.doctor;
