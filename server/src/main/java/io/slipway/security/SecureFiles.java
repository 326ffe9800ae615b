// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Files that hold secrets: only their owner reads them, and they are there whole or not at all. */
final class SecureFiles {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> PUBLIC =
      PosixFilePermissions.fromString("rw-r--r--");

  private SecureFiles() {}

  static void writeSecret(Path file, byte[] content) throws IOException {
    write(file, content, OWNER_ONLY);
  }

  static void writePublic(Path file, byte[] content) throws IOException {
    write(file, content, PUBLIC);
  }

  /** Reads a secret; refuses one that others could have read too. */
  static byte[] readSecret(Path file) throws IOException {
    Set<PosixFilePermission> excess = EnumSet.copyOf(Files.getPosixFilePermissions(file));
    excess.removeAll(OWNER_ONLY);
    if (!excess.isEmpty()) {
      throw new IOException(
          file + " may be read or changed by others; make it private: chmod 600 " + file);
    }
    return Files.readAllBytes(file);
  }

  private static void write(Path file, byte[] content, Set<PosixFilePermission> permissions)
      throws IOException {
    Path half = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(half);
    Files.createFile(half, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    try (FileChannel out = FileChannel.open(half, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.setPosixFilePermissions(half, permissions);
    Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent())) {
      folder.force(true);
    }
  }
}
