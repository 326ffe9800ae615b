// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import io.slipway.domain.Destination;
import io.slipway.domain.ProvisionRequest;
import io.slipway.protocol.snapshot.ComponentConfiguration;
import io.slipway.protocol.snapshot.ConfigurationProperty;
import io.slipway.protocol.snapshot.ConfigurationSnapshot;
import io.slipway.protocol.snapshot.KuraXml;
import io.slipway.protocol.snapshot.PropertyType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a device would receive, byte for byte but for its passwords. */
public final class ConfigurationPreview {
  private static final String MASK = "***";

  private ConfigurationPreview() {}

  /** The configuration of a request's first attempt. */
  public static byte[] of(ProvisionRequest request, Destination destination) {
    return KuraXml.encode(
        masked(destination.configuration())
            .merge(DeviceConfigurations.own(request, destination, () -> MASK)));
  }

  private static ConfigurationSnapshot masked(ConfigurationSnapshot sealed) {
    return new ConfigurationSnapshot(
        sealed.components().stream().map(ConfigurationPreview::masked).toList());
  }

  private static ComponentConfiguration masked(ComponentConfiguration sealed) {
    Map<String, ConfigurationProperty> masked = new LinkedHashMap<>();
    sealed.properties().forEach((name, property) -> masked.put(name, masked(property)));
    return new ComponentConfiguration(sealed.pid(), masked);
  }

  private static ConfigurationProperty masked(ConfigurationProperty property) {
    if (property.type() != PropertyType.PASSWORD) {
      return property;
    }
    List<String> masks = property.values().stream().map(v -> MASK).toList();
    return new ConfigurationProperty(property.type(), property.array(), false, masks);
  }
}
