// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import java.util.Optional;

/**
 * The service that is to fill placeholders.
 *
 * @param group empty for the service that is the default
 */
public record ServiceChoice(String serviceId, Optional<String> group) {}
