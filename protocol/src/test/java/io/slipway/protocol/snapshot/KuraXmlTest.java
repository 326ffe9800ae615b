// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.protocol.payload.MalformedPayloadException;
import io.slipway.protocol.payload.RandomPayloads;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KuraXmlTest {
  private static final String HARD = "\t\n\r\n\r<&>\"']]>\u0085\u2028";

  /** Kura's reader looks for the prefix itself, and password and order must be stable. */
  @Test
  void configuration_isWrittenByteForByteLikeThis() {
    ConfigurationSnapshot snapshot =
        new ConfigurationSnapshot(
            List.of(
                new ComponentConfiguration(
                    "pid",
                    Map.of(
                        "password", ConfigurationProperty.password("a<b&c"),
                        "auto", ConfigurationProperty.bool(true),
                        "list",
                            new ConfigurationProperty(
                                PropertyType.LONG, true, false, List.of("1", "2"))))));
    assertThat(new String(KuraXml.encode(snapshot), UTF_8))
        .isEqualTo(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><esf:configurations"
                + " xmlns:esf=\"http://eurotech.com/esf/2.0\"><esf:configuration"
                + " pid=\"pid\"><esf:properties><esf:property array=\"false\" encrypted=\"false\""
                + " name=\"auto\" type=\"Boolean\">"
                + "<esf:value>true</esf:value></esf:property><esf:property array=\"true\""
                + " encrypted=\"false\" name=\"list\" type=\"Long\">"
                + "<esf:value>1</esf:value><esf:value>2</esf:value></esf:property><esf:property"
                + " array=\"false\" encrypted=\"false\" name=\"password\""
                + " type=\"Password\"><esf:value>a&#60;b&#38;c</esf:value></esf:property>"
                + "</esf:properties></esf:configuration></esf:configurations>");
  }

  @Test
  void anyConfiguration_comesBackAsItWas() {
    Random random = new Random(1);
    for (int round = 0; round < 500; round++) {
      ConfigurationSnapshot snapshot = snapshot(random);
      assertThat(KuraXml.decode(KuraXml.encode(snapshot))).isEqualTo(snapshot);
    }
  }

  @Test
  void hardText_comesBackAsItWasEverywhere() {
    ConfigurationSnapshot snapshot =
        new ConfigurationSnapshot(
            List.of(
                new ComponentConfiguration(
                    HARD + "pid", Map.of(HARD, ConfigurationProperty.string(HARD)))));
    assertThat(KuraXml.decode(KuraXml.encode(snapshot))).isEqualTo(snapshot);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0000", "a\u0001", "\u001b", "\uffff", "\ufffe", "\ud83d", "\ude00"})
  void textThatXmlCannotHold_isRefused(String text) {
    assertThat(KuraXml.canHold(text)).isFalse();
    ConfigurationSnapshot snapshot =
        new ConfigurationSnapshot(
            List.of(
                new ComponentConfiguration("p", Map.of("n", ConfigurationProperty.string(text)))));
    assertThatThrownBy(() -> KuraXml.encode(snapshot))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining(text);
  }

  /**
   * As consoles export it: other prefix, comments, CDATA, definitions, elements of later versions.
   */
  @Test
  void configurationOfOtherWriters_isRead() {
    String exported =
        """
        <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
        <!-- exported -->
        <ns2:configurations xmlns:ns2="http://eurotech.com/esf/2.0" xmlns:ocd="urn:ocd">
          <ns2:configuration pid="p">
            <ocd:OCD id="x"><ocd:AD id="y"/></ocd:OCD>
            <ns2:properties>
              <ns2:property name="c" array="false" encrypted="true" type="Character">
                <ns2:value><![CDATA[<]]></ns2:value>
              </ns2:property>
              <ns2:property name="none" type="string"><ns2:later/></ns2:property>
              <ns2:later/>
            </ns2:properties>
          </ns2:configuration>
          <ns2:later/>
        </ns2:configurations>
        """;
    assertThat(KuraXml.decode(exported.getBytes(UTF_8)).component("p").orElseThrow().properties())
        .containsExactly(
            Map.entry("c", new ConfigurationProperty(PropertyType.CHAR, false, true, List.of("<"))),
            Map.entry(
                "none", new ConfigurationProperty(PropertyType.STRING, false, false, List.of())));
  }

  @ParameterizedTest
  @CsvSource({
    "<esf:configuration/>, has no attribute pid",
    "<esf:configuration pid='p'/><esf:configuration pid='p'/>, configured twice",
    "<P><esf:property type='String'/></P>, has no attribute name",
    "<P><esf:property name='n'/></P>, has no attribute type",
    "<P><esf:property name='n' type='Date'/></P>, property n has type Date",
    "<P><esf:property name='n' type='Long'/><esf:property name='n' type='Long'/></P>, comes twice",
    "<P><esf:property name='n' type='Long'><V>1</V><V>2</V></esf:property></P>, many values",
    "<P><esf:property name='n' type='Long'><V><b/></V></esf:property></P>, not XML",
    "<P>, not XML",
    "&#0;, not XML",
  })
  void configurationThatIsNone_isRefusedWithTheReason(String inside, String reason) {
    assertRefused(
        "<esf:configurations xmlns:esf='u'>"
            + inside
                .replace("<P>", "<esf:configuration pid='p'><esf:properties>")
                .replace("</P>", "</esf:properties></esf:configuration>")
                .replace("V>", "esf:value>")
            + "</esf:configurations>",
        reason);
  }

  @ParameterizedTest
  @CsvSource({
    "'', not XML",
    "text, not XML",
    "<!-- nothing -->, not XML",
    "<other/>, root is not esf:configurations",
    "<configurations>, not XML",
    "<configurations/>trailing, not XML",
    "<configurations/><configurations/>, not XML",
    "<?xml version='2.0'?><configurations/>, not XML",
  })
  void documentThatIsNone_isRefused(String document, String reason) {
    assertRefused(document, reason);
  }

  static void assertRefused(String document, String reason) {
    assertThatThrownBy(() -> KuraXml.decode(document.getBytes(UTF_8)))
        .isInstanceOf(MalformedPayloadException.class)
        .hasMessageContaining(reason);
  }

  private static ConfigurationSnapshot snapshot(Random random) {
    List<ComponentConfiguration> components = new ArrayList<>();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      Map<String, ConfigurationProperty> properties = new TreeMap<>();
      int size = random.nextInt(5);
      for (int j = 0; j < size; j++) {
        properties.put(RandomPayloads.text(random), property(random));
      }
      components.add(new ComponentConfiguration(i + RandomPayloads.text(random), properties));
    }
    return new ConfigurationSnapshot(components);
  }

  private static ConfigurationProperty property(Random random) {
    PropertyType[] types = PropertyType.values();
    boolean array = random.nextBoolean();
    List<String> values = new ArrayList<>();
    int size = array ? random.nextInt(4) : random.nextInt(2);
    for (int i = 0; i < size; i++) {
      values.add(RandomPayloads.text(random));
    }
    return new ConfigurationProperty(
        types[random.nextInt(types.length)], array, random.nextBoolean(), values);
  }
}
