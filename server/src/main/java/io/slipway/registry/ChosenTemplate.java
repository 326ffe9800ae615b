// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.ProvisionTemplate;
import java.util.List;

/** A template, and the services that are to fill it where not the default ones are wanted. */
public record ChosenTemplate(ProvisionTemplate template, List<ServiceChoice> services) {}
