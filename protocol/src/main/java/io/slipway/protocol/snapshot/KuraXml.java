// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.snapshot;

import io.slipway.protocol.payload.MalformedPayloadException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.MissingResourceException;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Snapshots to Kura's XML and back. The same snapshot always gives the same bytes. */
public final class KuraXml {
  private static final int MAX_BYTES = 1 << 20;
  private static final String BYTE_ORDER_MARK = "\ufeff";

  private KuraXml() {}

  /** Throws {@link IllegalArgumentException} where there is a text that XML cannot hold. */
  public static byte[] encode(ConfigurationSnapshot snapshot) {
    KuraXmlWriter out = new KuraXmlWriter();
    out.write(snapshot);
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Whether XML can hold all characters of a text. */
  public static boolean canHold(String text) {
    return text.codePoints().allMatch(KuraXmlWriter::isCharacter);
  }

  /** Throws {@link MalformedPayloadException} where it is no configuration, or too large a one. */
  public static ConfigurationSnapshot decode(byte[] xml) {
    if (xml.length > MAX_BYTES) {
      throw new MalformedPayloadException("a configuration of more than " + MAX_BYTES + " bytes");
    }
    try {
      XMLStreamReader in = factory().createXMLStreamReader(new StringReader(text(xml)));
      return new KuraXmlReader(in).read();
    } catch (XMLStreamException | MissingResourceException e) {
      // The JDK's reader has no words for some errors within definitions, and says so.
      throw new MalformedPayloadException("the configuration is not XML", e);
    } catch (IllegalArgumentException e) {
      throw new MalformedPayloadException(e.getMessage(), e);
    }
  }

  /** Decoded here, because the JDK's reader prints what it finds wrong with UTF-8. */
  private static String text(byte[] xml) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(xml)).toString();
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new MalformedPayloadException("the configuration is not in UTF-8", e);
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
