// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that are there as a whole or not at all, after a loss of power too. */
public final class DurableFile {
  private static final FileAttribute<?> OWN =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private DurableFile() {}

  /**
   * Writes or replaces a file. A new one is readable by its owner only, since it may hold secrets;
   * one that is replaced stays readable by whom it was.
   */
  public static void write(Path named, byte[] content) throws IOException {
    // A link stays a link.
    Path file = Files.exists(named) ? named.toRealPath() : named.toAbsolutePath();
    Path folder = file.getParent();
    Path draft = folder.resolve(file.getFileName() + ".new");
    Files.deleteIfExists(draft);
    try (FileChannel out =
        FileChannel.open(
            draft, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWN)) {
      ByteBuffer left = ByteBuffer.wrap(content);
      while (left.hasRemaining()) {
        out.write(left);
      }
      if (Files.exists(file)) {
        dressAs(Files.readAttributes(file, PosixFileAttributes.class), draft);
      }
      out.force(true);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    // The rename itself lasts only when the folder is on the disk.
    try (FileChannel in = FileChannel.open(folder, StandardOpenOption.READ)) {
      in.force(true);
    }
  }

  private static void dressAs(PosixFileAttributes old, Path draft) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(draft, PosixFileAttributeView.class);
    try {
      view.setGroup(old.group());
      view.setOwner(old.owner());
    } catch (IOException notAllowed) {
      // Only root can give files away; what is not given away becomes ours.
    }
    view.setPermissions(old.permissions());
  }
}
