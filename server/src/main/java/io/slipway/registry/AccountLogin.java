// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.protocol.message.Secret;

/** A login at an account's broker. */
public record AccountLogin(
    String clientId, String username, Secret password, boolean secure, String sourceIp) {}
