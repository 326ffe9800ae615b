// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.snapshot;

import java.util.Map;

/**
 * Writes a configuration document. By hand, because the JDK's writer leaves line ends and tabs as
 * they are, which readers turn into others, and its bytes may change with its version.
 */
final class KuraXmlWriter {
  private static final String START =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
          + "<esf:configurations xmlns:esf=\"http://eurotech.com/esf/2.0\">";

  private final StringBuilder out = new StringBuilder(2_048);

  void write(ConfigurationSnapshot snapshot) {
    out.append(START);
    snapshot.components().forEach(this::write);
    out.append("</esf:configurations>");
  }

  private void write(ComponentConfiguration component) {
    out.append("<esf:configuration");
    attribute("pid", component.pid());
    out.append("><esf:properties>");
    for (Map.Entry<String, ConfigurationProperty> entry : component.properties().entrySet()) {
      write(entry.getKey(), entry.getValue());
    }
    out.append("</esf:properties></esf:configuration>");
  }

  private void write(String name, ConfigurationProperty property) {
    out.append("<esf:property");
    attribute("array", Boolean.toString(property.array()));
    attribute("encrypted", Boolean.toString(property.encrypted()));
    attribute("name", name);
    attribute("type", property.type().text());
    out.append('>');
    for (String value : property.values()) {
      out.append("<esf:value>");
      text(value, "\r");
      out.append("</esf:value>");
    }
    out.append("</esf:property>");
  }

  private void attribute(String name, String value) {
    out.append(' ').append(name).append("=\"");
    text(value, "\"\t\n\r");
    out.append('"');
  }

  /** Characters of {@code special} would not be read as they are written here. */
  private void text(String text, String special) {
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      if (!isCharacter(c)) {
        throw new IllegalArgumentException("a configuration that XML cannot hold");
      }
      if (c == '&' || c == '<' || c == '>' || special.indexOf(c) >= 0) {
        out.append("&#").append(c).append(';');
      } else {
        out.appendCodePoint(c);
      }
    }
  }

  static boolean isCharacter(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || c >= 0x20 && c <= 0xD7FF
        || c >= 0xE000 && c <= 0xFFFD
        || c >= 0x10000;
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
