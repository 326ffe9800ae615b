// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A small file system of its own, in a file. */
final class Disk implements AutoCloseable {
  private static final String SIZE = "96M";
  private static final byte[] BLOCK = new byte[4096];

  private final Path mounted;

  private Disk(Path mounted) {
    this.mounted = mounted;
  }

  /** Makes one and mounts it here; only root can. */
  static Disk mount(Path folder) throws IOException {
    Path file = folder.resolveSibling(folder.getFileName() + ".disk");
    Files.createDirectories(folder);
    Programs.run("truncate", "--size=" + SIZE, file.toString());
    Programs.run("mkfs.ext4", "-q", "-m", "0", file.toString());
    Programs.run("mount", "-o", "loop", file.toString(), folder.toString());
    return new Disk(folder);
  }

  void fillFor(Duration lasting) throws IOException {
    Path filler = mounted.resolve("filler");
    try {
      fill(filler);
      Pause.of(lasting);
    } finally {
      Files.deleteIfExists(filler);
    }
  }

  private static void fill(Path filler) throws IOException {
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(BLOCK);
      }
    } catch (IOException full) {
      if (!full.getMessage().contains("No space")) {
        throw full;
      }
    }
  }

  @Override
  public void close() {
    Programs.run("umount", "--lazy", mounted.toString());
  }
}
