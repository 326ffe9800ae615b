// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.util.List;
import java.util.Optional;

/**
 * A component that a template configures.
 *
 * @param serviceId the service that fills its placeholders, where its name is not the pid
 */
public record TemplateComponent(
    String pid, Optional<String> serviceId, List<TemplateProperty> properties) {
  public TemplateComponent {
    properties = List.copyOf(properties);
  }

  public String lookUpKey() {
    return serviceId.orElse(pid);
  }

  TemplateComponent fill(ProvidedService service) {
    return with(properties.stream().map(p -> p.fill(service)).toList());
  }

  public TemplateComponent with(List<TemplateProperty> others) {
    return new TemplateComponent(pid, serviceId, others);
  }
}
