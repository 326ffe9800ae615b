// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import io.slipway.protocol.snapshot.ConfigurationProperty;
import io.slipway.protocol.snapshot.PropertyType;
import java.util.List;
import java.util.Optional;

/**
 * A property that a template sets.
 *
 * @param propertyId what a service calls it, where that is not its name
 * @param value whose texts hold variables; where it is encrypted they are sealed
 */
public record TemplateProperty(
    String name, Optional<String> propertyId, ConfigurationProperty value) {
  /** Stands where a provided service is to supply the value. */
  public static final String PLACEHOLDER = "§§PLACEHOLDER§§";

  public String lookUpKey() {
    return propertyId.orElse(name);
  }

  public boolean isPlaceholder() {
    return value.values().equals(List.of(PLACEHOLDER));
  }

  public TemplateProperty with(boolean encrypted, List<String> values) {
    return new TemplateProperty(
        name,
        propertyId,
        new ConfigurationProperty(value.type(), value.array(), encrypted, values));
  }

  ServiceSchema.Field field() {
    return new ServiceSchema.Field(lookUpKey(), value.array(), value.encrypted(), value.type());
  }

  /** Sealed values fill passwords only, so that nobody has one shown by a change of the type. */
  TemplateProperty fill(ProvidedService service) {
    ProvidedService.Value given = service.values().get(lookUpKey());
    boolean fits = given != null && given.sealed() == (value.type() == PropertyType.PASSWORD);
    return isPlaceholder() && fits ? with(given.sealed(), given.values()) : this;
  }

  ConfigurationProperty render(Variables variables) {
    return new ConfigurationProperty(
        value.type(),
        value.array(),
        value.encrypted(),
        value.values().stream().map(v -> new VariableText(v).render(variables)).toList());
  }
}
