// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.snapshot;

import java.util.List;

/**
 * A property's type and values.
 *
 * @param array whether it is a list; otherwise there is one value, or none
 * @param encrypted whether the device itself has encrypted the values
 */
public record ConfigurationProperty(
    PropertyType type, boolean array, boolean encrypted, List<String> values) {
  public ConfigurationProperty {
    values = List.copyOf(values);
  }

  public static ConfigurationProperty string(String value) {
    return single(PropertyType.STRING, value);
  }

  public static ConfigurationProperty password(String value) {
    return single(PropertyType.PASSWORD, value);
  }

  public static ConfigurationProperty bool(boolean value) {
    return single(PropertyType.BOOLEAN, Boolean.toString(value));
  }

  public static ConfigurationProperty integer(int value) {
    return single(PropertyType.INTEGER, Integer.toString(value));
  }

  private static ConfigurationProperty single(PropertyType type, String value) {
    return new ConfigurationProperty(type, false, false, List.of(value));
  }

  @Override
  public String toString() {
    return type == PropertyType.PASSWORD ? "Password[***]" : type.text() + values;
  }
}
