// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.payload;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Where a device is; degrees, metres, metres a second, milliseconds since 1970. */
public record KuraPosition(
    double latitude,
    double longitude,
    OptionalDouble altitude,
    OptionalDouble precision,
    OptionalDouble heading,
    OptionalDouble speed,
    OptionalLong timestamp,
    OptionalInt satellites,
    OptionalInt status) {}
