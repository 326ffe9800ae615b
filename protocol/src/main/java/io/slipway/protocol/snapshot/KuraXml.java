// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.snapshot;

import io.slipway.protocol.payload.MalformedPayloadException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;

/** Snapshots to Kura's XML and back. The same snapshot always gives the same bytes. */
public final class KuraXml {
  static final String NAMESPACE = "http://eurotech.com/esf/2.0";
  private static final int MAX_BYTES = 1 << 20;

  private KuraXml() {}

  public static byte[] encode(ConfigurationSnapshot snapshot) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(2_048);
    try {
      XMLStreamWriter out =
          XMLOutputFactory.newDefaultFactory()
              .createXMLStreamWriter(bytes, StandardCharsets.UTF_8.name());
      out.writeStartDocument("UTF-8", "1.0");
      out.writeStartElement("esf", "configurations", NAMESPACE);
      out.writeNamespace("esf", NAMESPACE);
      for (ComponentConfiguration component : snapshot.components()) {
        write(out, component);
      }
      out.writeEndElement();
      out.writeEndDocument();
      out.close();
    } catch (XMLStreamException e) {
      throw new IllegalArgumentException("a configuration that XML cannot hold", e);
    }
    return bytes.toByteArray();
  }

  private static void write(XMLStreamWriter out, ComponentConfiguration component)
      throws XMLStreamException {
    out.writeStartElement("esf", "configuration", NAMESPACE);
    out.writeAttribute("pid", component.pid());
    out.writeStartElement("esf", "properties", NAMESPACE);
    for (Map.Entry<String, ConfigurationProperty> entry : component.properties().entrySet()) {
      write(out, entry.getKey(), entry.getValue());
    }
    out.writeEndElement();
    out.writeEndElement();
  }

  private static void write(XMLStreamWriter out, String name, ConfigurationProperty property)
      throws XMLStreamException {
    out.writeStartElement("esf", "property", NAMESPACE);
    out.writeAttribute("array", Boolean.toString(property.array()));
    out.writeAttribute("encrypted", Boolean.toString(property.encrypted()));
    out.writeAttribute("name", name);
    out.writeAttribute("type", property.type().text());
    for (String value : property.values()) {
      out.writeStartElement("esf", "value", NAMESPACE);
      out.writeCharacters(value);
      out.writeEndElement();
    }
    out.writeEndElement();
  }

  /** Throws {@link MalformedPayloadException} where it is no configuration, or too large a one. */
  public static ConfigurationSnapshot decode(byte[] xml) {
    if (xml.length > MAX_BYTES) {
      throw new MalformedPayloadException("a configuration of more than " + MAX_BYTES + " bytes");
    }
    try {
      XMLStreamReader in = factory().createXMLStreamReader(new ByteArrayInputStream(xml));
      return new KuraXmlReader(in).read();
    } catch (XMLStreamException e) {
      throw new MalformedPayloadException("the configuration is not XML", e);
    } catch (IllegalArgumentException e) {
      throw new MalformedPayloadException(e.getMessage(), e);
    }
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }
}
