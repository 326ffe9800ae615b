// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import io.slipway.protocol.snapshot.ConfigurationSnapshot;

/**
 * Where an attempt leads, frozen when it starts. Values of type Password in the configuration are
 * sealed.
 *
 * @param observed whether the platform sees logins at that broker
 * @param componentPid the component that holds the connection's settings
 */
public record Destination(
    String accountName,
    String brokerUrl,
    boolean observed,
    String componentPid,
    ConfigurationSnapshot configuration) {}
