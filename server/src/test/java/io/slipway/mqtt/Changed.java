// SPDX-License-Identifier: Apache-2.0
package io.slipway.mqtt;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** Settings of which one value is another. */
final class Changed {
  private Changed() {}

  static UnaryOperator<MqttSettings> limit(String name, int value) {
    return settings -> settings.withLimits(with(settings.limits(), name, value));
  }

  static UnaryOperator<MqttSettings> patience(String name, Duration value) {
    return settings -> settings.withPatience(with(settings.patience(), name, value));
  }

  private static <R extends Record> R with(R old, String name, Object value) {
    RecordComponent[] components = old.getClass().getRecordComponents();
    if (Arrays.stream(components).noneMatch(c -> c.getName().equals(name))) {
      throw new AssertionError("there is no " + name);
    }
    try {
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      Object[] values = new Object[components.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = components[i].getName().equals(name) ? value : read(components[i], old);
      }
      @SuppressWarnings("unchecked")
      R changed = (R) old.getClass().getDeclaredConstructor(types).newInstance(values);
      return changed;
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private static Object read(RecordComponent component, Object of)
      throws ReflectiveOperationException {
    return component.getAccessor().invoke(of);
  }
}
