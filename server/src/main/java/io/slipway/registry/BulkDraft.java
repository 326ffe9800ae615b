// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import java.util.List;

/** An order for many devices at once. */
public record BulkDraft(List<DeviceRow> devices, List<ServiceChoice> services) {}
