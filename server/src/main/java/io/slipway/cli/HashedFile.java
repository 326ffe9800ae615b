// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A file that is put in place only when its bytes have the hash that they should have. */
final class HashedFile {
  private HashedFile() {}

  static void write(InputStream bytes, Path file, String sha256) throws IOException {
    Path coming = file.resolveSibling(file.getFileName() + ".part");
    MessageDigest digest = digest();
    try (OutputStream out = new DigestOutputStream(Files.newOutputStream(coming), digest)) {
      bytes.transferTo(out);
    } catch (IOException broken) {
      Files.deleteIfExists(coming);
      throw broken;
    }
    if (!HexFormat.of().formatHex(digest.digest()).equals(sha256)) {
      Files.deleteIfExists(coming);
      throw new CliException("what came has another SHA-256 than " + sha256 + "; try again");
    }
    Files.move(coming, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
