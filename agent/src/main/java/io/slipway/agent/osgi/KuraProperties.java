// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.osgi;

import io.slipway.agent.handler.HandlerException;
import io.slipway.protocol.snapshot.ComponentConfiguration;
import io.slipway.protocol.snapshot.ConfigurationProperty;
import io.slipway.protocol.snapshot.PropertyType;
import java.lang.reflect.Array;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.Password;
import org.eclipse.kura.crypto.CryptoService;

/** The properties of a received component as the objects that Kura takes. */
final class KuraProperties {
  private final CryptoService crypto;

  KuraProperties(CryptoService crypto) {
    this.crypto = crypto;
  }

  /** Kura changes the map that it is given. */
  Map<String, Object> of(ComponentConfiguration component) throws HandlerException {
    Map<String, Object> properties = new HashMap<>();
    for (Map.Entry<String, ConfigurationProperty> entry : component.properties().entrySet()) {
      ConfigurationProperty property = entry.getValue();
      String where = component.pid() + ", " + entry.getKey();
      if (property.array()) {
        properties.put(entry.getKey(), array(where, property));
      } else if (!property.values().isEmpty()) {
        properties.put(entry.getKey(), value(where, property, property.values().get(0)));
      }
    }
    return properties;
  }

  private Object array(String where, ConfigurationProperty property) throws HandlerException {
    List<String> values = property.values();
    Object array = Array.newInstance(javaType(property.type()), values.size());
    for (int i = 0; i < values.size(); i++) {
      Array.set(array, i, value(where, property, values.get(i)));
    }
    return array;
  }

  private Object value(String where, ConfigurationProperty property, String text)
      throws HandlerException {
    if (!property.type().accepts(text)) {
      throw new HandlerException(where + ": the value is no " + property.type().text());
    }
    return switch (property.type()) {
      case STRING -> text;
      case LONG -> Long.valueOf(text);
      case DOUBLE -> Double.valueOf(text);
      case FLOAT -> Float.valueOf(text);
      case INTEGER -> Integer.valueOf(text);
      case BYTE -> Byte.valueOf(text);
      case CHAR -> Character.valueOf(text.charAt(0));
      case BOOLEAN -> Boolean.valueOf(text);
      case SHORT -> Short.valueOf(text);
      case PASSWORD -> new Password(property.encrypted() ? clear(where, text) : chars(text));
    };
  }

  /** Encrypted by this gateway, in a snapshot that was taken here. */
  private char[] clear(String where, String text) throws HandlerException {
    try {
      return crypto.decryptAes(chars(text));
    } catch (KuraException another) {
      throw new HandlerException(where + ": the password is encrypted for another gateway");
    }
  }

  private static char[] chars(String text) {
    return text.toCharArray();
  }

  private static Class<?> javaType(PropertyType type) {
    return switch (type) {
      case STRING -> String.class;
      case LONG -> Long.class;
      case DOUBLE -> Double.class;
      case FLOAT -> Float.class;
      case INTEGER -> Integer.class;
      case BYTE -> Byte.class;
      case CHAR -> Character.class;
      case BOOLEAN -> Boolean.class;
      case SHORT -> Short.class;
      case PASSWORD -> Password.class;
    };
  }
}
