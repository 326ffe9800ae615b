// SPDX-License-Identifier: Apache-2.0
/**
 * The rules of what people and devices may write: provision requests, endpoints, logins, devices.
 *
 * <p>What is refused is refused with a {@link io.slipway.registry.RefusedException} that names the
 * field, in the words of REST v1.
 */
package io.slipway.registry;
