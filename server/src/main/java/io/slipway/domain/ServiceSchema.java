// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import io.slipway.protocol.snapshot.PropertyType;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What a service has to supply for a template. */
public record ServiceSchema(String serviceId, List<Field> fields) {
  public ServiceSchema(String serviceId, Collection<Field> fields) {
    this(serviceId, List.copyOf(fields));
  }

  /** One of its values. */
  public record Field(String id, boolean array, boolean encrypted, PropertyType type) {}

  public Optional<Field> field(String id) {
    return fields.stream().filter(f -> f.id().equals(id)).findFirst();
  }
}
