// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.snapshot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.slipway.protocol.payload.MalformedPayloadException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** Documents that were written to do harm. */
class HostileXmlTest {
  private static final String DOCUMENT =
      "<esf:configurations xmlns:esf='u'><esf:configuration pid='p'><esf:properties>"
          + "<esf:property name='n' type='String'><esf:value>%s</esf:value></esf:property>"
          + "</esf:properties></esf:configuration></esf:configurations>";

  @TempDir Path folder;

  @Test
  void fileOfTheDevice_isNotRead() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "hunter2");
    refused("<!DOCTYPE a [<!ENTITY x SYSTEM '" + secret.toUri() + "'>]>", "&x;");
    refused("<!DOCTYPE a SYSTEM '" + secret.toUri() + "'>", "text");
  }

  @Test
  void addressOfTheNetwork_isNotAsked() throws IOException {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "http://127.0.0.1:" + listening.getLocalPort() + "/x";
      refused("<!DOCTYPE a SYSTEM '" + address + "'>", "text");
      refused("<!DOCTYPE a [<!ENTITY % x SYSTEM '" + address + "'> %x;]>", "text");
      refused("<!DOCTYPE a [<!ENTITY x SYSTEM '" + address + "'>]>", "&x;");
      listening.setSoTimeout(1);
      assertThat(somebodyAsks(listening)).isFalse();
    }
  }

  @Test
  void billionLaughs_areNotTold() {
    StringBuilder laughs = new StringBuilder("<!DOCTYPE a [<!ENTITY l0 'lol'>");
    for (int i = 1; i < 10; i++) {
      String ten = ("&l" + (i - 1) + ";").repeat(10);
      laughs.append("<!ENTITY l").append(i).append(" '").append(ten).append("'>");
    }
    refused(laughs.append("]>").toString(), "&l9;");
  }

  @Test
  void document_hasNeitherDefinitionsNorEntities() {
    refused("<!DOCTYPE a>", "text");
    refused("<!DOCTYPE a [<!ENTITY x 'y'>]>", "&x;");
    refused("", "&x;");
    assertThat(KuraXml.decode(DOCUMENT.formatted("&lt;&amp;&#65;").getBytes(UTF_8)).components())
        .flatExtracting(c -> c.properties().get("n").values())
        .containsExactly("<&A");
  }

  @Test
  void deepDocument_isRefused() {
    refused("<esf:configurations>" + "<a>".repeat(100_000), "text");
    String deep = "<configurations>" + "<a>".repeat(40) + "</a>".repeat(40) + "</configurations>";
    KuraXmlTest.assertRefused(deep, "nested too deeply");
  }

  @Test
  void hugeDocument_isRefused() {
    KuraXmlTest.assertRefused(DOCUMENT.formatted("x".repeat(1 << 20)), "more than 1048576 bytes");
    String property = "<property type='Long' name='%d'/>";
    StringBuilder many = new StringBuilder("<configurations><configuration pid='p'><properties>");
    for (int i = 0; i <= 20_000; i++) {
      many.append(property.formatted(i));
    }
    KuraXmlTest.assertRefused(many.toString(), "more than 20000 properties");
  }

  @Test
  void damagedDocument_isReadOrRefused() {
    byte[] whole =
        KuraXml.encode(
            new ConfigurationSnapshot(
                List.of(
                    new ComponentConfiguration(
                        "pid", Map.of("name", ConfigurationProperty.string("välue <&>"))))));
    byte[] letters = "<>/&;!?[]-='\" \0ÿ#:xC".getBytes(UTF_8);
    Random random = new Random(20_260_601);
    int read = 0;
    for (int round = 0; round < 5_000; round++) {
      byte[] document = whole.clone();
      document[random.nextInt(document.length)] = letters[random.nextInt(letters.length)];
      boolean cut = random.nextInt(10) == 0;
      int length = cut ? random.nextInt(document.length) : document.length;
      read += isReadOrRefused(Arrays.copyOf(document, length)) ? 1 : 0;
    }
    assertThat(read).isBetween(50, 4_000);
  }

  static Stream<byte[]> documents() {
    return Stream.of(
            DOCUMENT.formatted("a&amp;&#13;<![CDATA[<]]>"),
            "<!DOCTYPE a [<!ENTITY x 'y'>]>" + DOCUMENT.formatted("&x;"),
            "<!DOCTYPE a [<\u0001",
            "<?xml version='1.0'?><!-- c --><configurations><?p?></configurations>")
        .map(document -> document.getBytes(UTF_8));
  }

  @MethodSource("documents")
  @FuzzTest
  void anyBytes_areReadOrRefused(byte[] document) {
    isReadOrRefused(document);
  }

  private static boolean isReadOrRefused(byte[] document) {
    try {
      ConfigurationSnapshot snapshot = KuraXml.decode(document);
      return KuraXml.decode(KuraXml.encode(snapshot)).equals(snapshot);
    } catch (MalformedPayloadException expected) {
      return false;
    }
  }

  private static void refused(String before, String value) {
    String document = before + DOCUMENT.formatted(value);
    assertThat(isReadOrRefused(document.getBytes(UTF_8))).as(document).isFalse();
  }

  private static boolean somebodyAsks(ServerSocket listening) throws IOException {
    try {
      listening.accept().close();
      return true;
    } catch (java.net.SocketTimeoutException nobody) {
      return false;
    }
  }
}
