// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What Kura's console shows of the settings. */
class MetatypeTest {
  private static final Path FILE =
      Path.of("src/main/bundle/OSGI-INF/metatype/io.slipway.agent.ProvisioningService.xml");
  private static final Map<String, Element> SHOWN = new LinkedHashMap<>();

  @BeforeAll
  static void read() throws Exception {
    NodeList definitions =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(FILE.toFile())
            .getElementsByTagName("AD");
    for (int i = 0; i < definitions.getLength(); i++) {
      Element definition = (Element) definitions.item(i);
      SHOWN.put(definition.getAttribute("id"), definition);
    }
  }

  @Test
  void settingsOfTheOriginal_areShownFirst() {
    assertThat(SHOWN.keySet())
        .startsWith(
            Arrays.stream(Setting.values()).limit(12).map(Setting::key).toArray(String[]::new));
  }

  @Test
  void whatIsShown_isKnownToTheAgent() {
    assertThat(SHOWN.keySet()).allSatisfy(id -> assertThat(Setting.ofKey(id)).isPresent());
  }

  /** Nothing is to begin before somebody has filled in the rest. */
  @Test
  void usualValues_areThoseOfTheProgramButForTheFirstStart() {
    SHOWN.forEach(
        (id, definition) -> {
          String usual =
              switch (id) {
                case "enabled" -> "false";
                case "broker-url" -> "mqtts://provision.example.com:8883";
                default -> Setting.ofKey(id).orElseThrow().usual();
              };
          assertThat(definition.getAttribute("default")).as(id).isEqualTo(usual);
        });
  }
}
