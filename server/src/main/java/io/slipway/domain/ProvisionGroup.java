// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.util.Optional;

/**
 * Sorts provided services: by site, customer, or whatever else their values differ by.
 *
 * @param defaultGroup whether it counts where an order names none, and there is no default service
 */
public record ProvisionGroup(
    Id scopeId,
    String name,
    Optional<String> displayName,
    Optional<String> description,
    boolean defaultGroup,
    Audit audit) {}
