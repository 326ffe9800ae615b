// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A file that only its owner reads, and that is there whole or not at all. What is written lies
 * beside it until it is finished.
 */
final class NewFile implements AutoCloseable {
  private final Path target;
  private final Path folder;
  private final Path draft;

  private NewFile(Path target, Path folder) {
    this.target = target;
    this.folder = folder;
    this.draft = folder.resolve("draft");
  }

  /**
   * Prepares the writing of a file.
   *
   * @param replacing whether one that is there may be replaced
   */
  static NewFile at(Path target, boolean replacing) throws IOException {
    Path absolute = target.toAbsolutePath();
    if (Files.exists(absolute) && !replacing) {
      throw new FileAlreadyExistsException(target.toString());
    }
    Path folder = Files.createTempDirectory(absolute.getParent(), ".slipway-");
    NewFile file = new NewFile(absolute, folder);
    Files.createFile(
        file.draft,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return file;
  }

  OutputStream open() throws IOException {
    return Files.newOutputStream(draft);
  }

  Path draft() {
    return draft;
  }

  /** A name for what is only needed while the file is written; only its owner gets there. */
  Path beside(String name) {
    return folder.resolve(name);
  }

  /** Puts it in its place. */
  void finish() throws IOException {
    flush(draft);
    Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel parent = FileChannel.open(target.getParent())) {
      parent.force(true);
    }
  }

  private static void flush(Path file) throws IOException {
    try (FileChannel written = FileChannel.open(file, StandardOpenOption.WRITE)) {
      written.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    try (var left = Files.list(folder)) {
      for (Path file : left.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
