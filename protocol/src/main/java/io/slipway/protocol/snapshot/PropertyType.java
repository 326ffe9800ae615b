// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.snapshot;

import java.util.Arrays;
import java.util.Optional;

/** The types of configuration properties, with their names in XML and JSON. */
public enum PropertyType {
  STRING("String"),
  LONG("Long"),
  DOUBLE("Double"),
  FLOAT("Float"),
  INTEGER("Integer"),
  BYTE("Byte"),
  CHAR("Char"),
  BOOLEAN("Boolean"),
  SHORT("Short"),
  PASSWORD("Password");

  private final String text;

  PropertyType(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  /** Lenient about case and about {@code Character}, as writers in the field differ. */
  public static Optional<PropertyType> named(String name) {
    String wanted = name.equalsIgnoreCase("Character") ? CHAR.text : name;
    return Arrays.stream(values()).filter(t -> t.text.equalsIgnoreCase(wanted)).findFirst();
  }

  /** Whether a text is a value of this type. */
  public boolean accepts(String value) {
    try {
      return switch (this) {
        case STRING, PASSWORD -> true;
        case LONG -> Long.toString(Long.parseLong(value)) != null;
        case INTEGER -> Integer.toString(Integer.parseInt(value)) != null;
        case SHORT -> Short.toString(Short.parseShort(value)) != null;
        case BYTE -> Byte.toString(Byte.parseByte(value)) != null;
        case DOUBLE -> Double.toString(Double.parseDouble(value)) != null;
        case FLOAT -> Float.toString(Float.parseFloat(value)) != null;
        case CHAR -> value.length() == 1;
        case BOOLEAN -> value.equals("true") || value.equals("false");
      };
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
