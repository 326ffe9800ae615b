// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import picocli.CommandLine.Option;

/** What a manufacturer publishes of revoked certificates, and what that is worth. */
final class ManufacturerFiles {
  private static final int MOST_BYTES = 1024 * 1024;
  private static final int LINE = 64;

  /** How DER begins, which no PEM does. */
  private static final byte SEQUENCE = 0x30;

  @Option(names = "--crl", paramLabel = "FILE", description = "Its revocation list, as PEM or DER.")
  private Path crl;

  @Option(
      names = "--crl-policy",
      paramLabel = "POLICY",
      description = {
        "lenient: an outdated list still counts (the default);",
        "strict: without a current one no device is let in."
      })
  private Policy policy;

  private enum Policy {
    LENIENT,
    STRICT
  }

  void addTo(ObjectNode body) {
    if (crl != null) {
      body.put("crl", pem(crl, "X509 CRL"));
    }
    if (policy != null) {
      body.put("crlPolicy", policy.name());
    }
  }

  boolean given() {
    return crl != null || policy != null;
  }

  /** A file as PEM, whether it is that or DER. */
  static String pem(Path file, String label) {
    byte[] content = read(file);
    if (content.length == 0 || content[0] != SEQUENCE) {
      return new String(content, StandardCharsets.ISO_8859_1);
    }
    Base64.Encoder lines = Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, lines.encodeToString(content), label);
  }

  private static byte[] read(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new CliException(file + " is larger than 1 MiB");
      }
      return Files.readAllBytes(file);
    } catch (IOException unreadable) {
      throw new CliException(file + " cannot be read: " + unreadable.getMessage());
    }
  }
}
