// SPDX-License-Identifier: Apache-2.0
package io.slipway.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Consumer;

/** Writes files that only their owner may read. */
final class PrivateFiles {
  private PrivateFiles() {}

  /** Writes the file whole or not at all. */
  static void write(Path file, String content) {
    write(file, writer -> writer.print(content));
  }

  /** The same of a content of any length; whatever the author throws leaves nothing behind. */
  static void write(Path file, Consumer<PrintWriter> author) {
    Path folder = file.toAbsolutePath().getParent();
    try {
      Files.createDirectories(folder, permissions("rwx------"));
      // Such a file is made with permissions rw------- .
      Path draft = Files.createTempFile(folder, ".slipway", ".new");
      try {
        fill(draft, author);
        Files.move(
            draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw new CliException("cannot write " + file + " (" + e + ")", e);
    }
  }

  private static void fill(Path draft, Consumer<PrintWriter> author) throws IOException {
    try (PrintWriter writer = new PrintWriter(Files.newBufferedWriter(draft))) {
      author.accept(writer);
      if (writer.checkError()) {
        throw new IOException("the disk takes no more");
      }
    }
  }

  private static FileAttribute<?> permissions(String rights) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights));
  }
}
