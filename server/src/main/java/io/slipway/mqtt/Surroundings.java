// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import io.slipway.provisioning.DeviceGate;
import java.time.InstantSource;

/** What all connections share. */
record Surroundings(
    MqttSettings settings,
    DeviceGate gate,
    MqttMeters meters,
    WaitingLine line,
    InstantSource clock) {}
