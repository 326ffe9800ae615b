// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.snapshot;

import io.slipway.protocol.payload.MalformedPayloadException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads a configuration document element by element; what it does not know it passes over. */
final class KuraXmlReader {
  private static final int MAX_PROPERTIES = 20_000;
  private static final int MAX_DEPTH = 32;

  private final XMLStreamReader in;
  private int properties;
  private int depth;

  KuraXmlReader(XMLStreamReader in) {
    this.in = in;
  }

  ConfigurationSnapshot read() throws XMLStreamException {
    while (in.getEventType() != XMLStreamConstants.START_ELEMENT) {
      checkPlain(in.next());
    }
    if (!in.getLocalName().equals("configurations")) {
      throw new MalformedPayloadException("the configuration's root is not esf:configurations");
    }
    List<ComponentConfiguration> components = new ArrayList<>();
    while (nextChild()) {
      if (in.getLocalName().equals("configuration")) {
        components.add(component());
      } else {
        skip();
      }
    }
    while (in.hasNext()) {
      in.next();
    }
    return new ConfigurationSnapshot(components);
  }

  private ComponentConfiguration component() throws XMLStreamException {
    String pid = attribute("pid");
    Map<String, ConfigurationProperty> found = new TreeMap<>();
    while (nextChild()) {
      if (in.getLocalName().equals("properties")) {
        readProperties(found);
      } else {
        skip();
      }
    }
    return new ComponentConfiguration(pid, found);
  }

  private void readProperties(Map<String, ConfigurationProperty> found) throws XMLStreamException {
    while (nextChild()) {
      if (!in.getLocalName().equals("property")) {
        skip();
        continue;
      }
      if (++properties > MAX_PROPERTIES) {
        throw new MalformedPayloadException("more than " + MAX_PROPERTIES + " properties");
      }
      String name = attribute("name");
      if (found.put(name, property(name)) != null) {
        throw new MalformedPayloadException("property " + name + " comes twice");
      }
    }
  }

  private ConfigurationProperty property(String name) throws XMLStreamException {
    String type = attribute("type");
    boolean array = Boolean.parseBoolean(in.getAttributeValue(null, "array"));
    boolean encrypted = Boolean.parseBoolean(in.getAttributeValue(null, "encrypted"));
    PropertyType known =
        PropertyType.named(type)
            .orElseThrow(
                () -> new MalformedPayloadException("property " + name + " has type " + type));
    List<String> values = new ArrayList<>();
    while (nextChild()) {
      if (in.getLocalName().equals("value")) {
        values.add(in.getElementText());
        depth--;
      } else {
        skip();
      }
    }
    if (!array && values.size() > 1) {
      throw new MalformedPayloadException("property " + name + " is no array, but has many values");
    }
    return new ConfigurationProperty(known, array, encrypted, values);
  }

  /** Goes to the next child's start, or behind the end of the element it is in. */
  private boolean nextChild() throws XMLStreamException {
    while (in.hasNext()) {
      int event = in.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        if (++depth > MAX_DEPTH) {
          throw new MalformedPayloadException("the configuration is nested too deeply");
        }
        return true;
      }
      if (event == XMLStreamConstants.END_ELEMENT) {
        depth--;
        return false;
      }
      checkPlain(event);
    }
    throw new MalformedPayloadException("the configuration ends too early");
  }

  private static void checkPlain(int event) {
    if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
      throw new MalformedPayloadException("the configuration must not have a DTD or entities");
    }
  }

  private void skip() throws XMLStreamException {
    while (nextChild()) {
      skip();
    }
  }

  private String attribute(String name) {
    return Optional.ofNullable(in.getAttributeValue(null, name))
        .orElseThrow(
            () -> new MalformedPayloadException(in.getLocalName() + " has no attribute " + name));
  }
}
