// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

/** A row that could not be ordered, and why. */
public record FailedRow(ImportRow row, String reason) {}
