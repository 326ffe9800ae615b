// SPDX-License-Identifier: Apache-2.0
/**
 * How the server is: {@link io.slipway.observe.Health} asks each part, {@link
 * io.slipway.observe.Metrics} counts for Prometheus.
 *
 * <p>It knows no other part; what is observed is handed in.
 */
package io.slipway.observe;
