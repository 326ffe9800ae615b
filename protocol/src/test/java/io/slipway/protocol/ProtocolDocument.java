// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What people read of the protocol, with its examples taken out. */
record ProtocolDocument(String text) {
  static final Path FILE = Path.of("..", "docs", "protocol.md");

  static ProtocolDocument read() {
    try {
      return new ProtocolDocument(Files.readString(FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The block that follows a comment with this name. */
  String block(String name) {
    Matcher found =
        Pattern.compile("<!-- vector: " + name + " -->\n```\\w+\n(.*?)\n```", Pattern.DOTALL)
            .matcher(text);
    if (!found.find()) {
      throw new IllegalArgumentException("the document has no vector " + name);
    }
    return found.group(1);
  }

  /** The bytes of a block; what follows a bar in its lines is said to people. */
  byte[] bytes(String name) {
    return HexFormat.of().parseHex(block(name).replaceAll("(?m)\\|.*$", "").replaceAll("\\s", ""));
  }
}
