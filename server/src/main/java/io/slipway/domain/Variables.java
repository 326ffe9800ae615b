// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The values of variables, whose names are the same in upper and lower case. */
public final class Variables {
  public static final String CLIENT_ID = "clientId";
  public static final String SERIAL_NUMBER = "serialNumber";
  public static final String ACCOUNT = "account";

  private final Map<String, String> values = new HashMap<>();

  /** Of two values of one name the later one counts. */
  public Variables(Map<String, String> values) {
    values.forEach((name, value) -> this.values.put(key(name), value));
  }

  /** Thrown where a text needs a value that nobody has given. */
  public static final class MissingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingException(String message) {
      super(message);
    }

    MissingException within(String place) {
      return new MissingException(place + " " + getMessage());
    }
  }

  public boolean has(String name) {
    return values.containsKey(key(name));
  }

  String value(String name) {
    String value = values.get(key(name));
    if (value == null) {
      throw new MissingException("needs ${" + name + "}, which is not given");
    }
    return value;
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
