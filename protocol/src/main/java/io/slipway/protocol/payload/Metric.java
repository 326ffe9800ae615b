// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.payload;

/** A named value of a payload. */
public record Metric(String name, MetricValue value) {}
