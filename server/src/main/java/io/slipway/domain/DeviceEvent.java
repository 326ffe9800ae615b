// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.time.Instant;

/**
 * Something that happened to a device.
 *
 * @param resource what it is about: {@code BIRTH}, {@code CONNECTED}, {@code PROVISIONED}, …
 */
public record DeviceEvent(
    Id id,
    Id scopeId,
    Id deviceId,
    Instant sentOn,
    Instant receivedOn,
    String resource,
    String message) {}
