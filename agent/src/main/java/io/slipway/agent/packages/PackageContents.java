// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.packages;

import io.slipway.agent.handler.HandlerException;
import io.slipway.agent.state.AgentStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What has come of applications. A content that is coming lies in a file that grows; when all is
 * there and its hash is right, that gets another name. One comes at a time.
 */
public final class PackageContents {
  /** What others need of the disk. */
  private static final long LEFT_FREE = 16 << 20;

  /** What was written so shortly before a loss of power may not be what it seems. */
  static final int UNSURE = 1 << 20;

  private static final String PART = ".part";
  private static final int CHUNK = 1 << 16;

  private final AgentStore store;
  private final long most;

  /** The one that this process has written itself, so that it is as long as it seems. */
  private Optional<String> sure = Optional.empty();

  /**
   * Makes them.
   *
   * @param most the largest that is taken, in bytes
   */
  public PackageContents(AgentStore store, long most) {
    this.store = store;
    this.most = most;
  }

  /** The content that has come wholly, or would be if it had. */
  public Path file(String sha256) {
    return store.contents().resolve(sha256);
  }

  public boolean whole(String sha256) {
    return Files.exists(file(sha256));
  }

  /** The content that is coming. */
  public Path part(String sha256) {
    return store.contents().resolve(sha256 + PART);
  }

  /**
   * Makes ready for a content, in the place of any other that was coming; returns how much of it is
   * there. Throws where it would not fit.
   */
  public long expect(String sha256, long size) throws HandlerException, IOException {
    if (whole(sha256)) {
      require(Files.size(file(sha256)) == size, "the content with this hash has another size");
      return size;
    }
    if (size > most) {
      throw new HandlerException(
          "it has %d bytes, and package-max-size allows %d".formatted(size, most));
    }
    if (!sure.equals(Optional.of(sha256))) {
      store.applications(a -> a.expecting(sha256));
      makeFolder();
      cutBack(part(sha256), size);
      sure = Optional.of(sha256);
    }
    long there = length(part(sha256));
    long free = store.contents().toFile().getUsableSpace() - LEFT_FREE;
    if (size - there > free) {
      throw new HandlerException(
          "it needs %d bytes more, and the disk has room for %d"
              .formatted(size - there, Math.max(0, free)));
    }
    return there;
  }

  /** Adds to the content that is expected, durably; returns how much is there then. */
  public long append(String sha256, byte[] bytes) throws IOException {
    try (FileChannel out =
        FileChannel.open(
            part(sha256),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.APPEND)) {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        out.write(left);
      }
      out.force(false);
      return out.size();
    }
  }

  /** All has come: where the hash is wrong, that is thrown away. */
  public void complete(String sha256) throws HandlerException, IOException {
    Path part = part(sha256);
    String found = hash(part);
    if (!found.equals(sha256)) {
      Files.delete(part);
      throw new HandlerException("what has come has the wrong hash, " + found);
    }
    Files.move(part, file(sha256), StandardCopyOption.ATOMIC_MOVE);
    force(store.contents());
  }

  private void makeFolder() throws IOException {
    if (!Files.isDirectory(store.contents())) {
      Files.createDirectory(
          store.contents(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      force(store.contents().toAbsolutePath().getParent());
    }
  }

  private static void cutBack(Path part, long size) throws IOException {
    if (!Files.exists(part)) {
      return;
    }
    try (FileChannel file = FileChannel.open(part, StandardOpenOption.WRITE)) {
      long length = file.size();
      file.truncate(length > size ? 0 : Math.max(0, length - UNSURE));
      file.force(true);
    }
  }

  static long length(Path part) throws IOException {
    return Files.exists(part) ? Files.size(part) : 0;
  }

  private static void force(Path folder) throws IOException {
    try (FileChannel in = FileChannel.open(folder, StandardOpenOption.READ)) {
      in.force(true);
    }
  }

  private static void require(boolean condition, String otherwise) throws HandlerException {
    if (!condition) {
      throw new HandlerException(otherwise);
    }
  }

  private static String hash(Path file) throws IOException {
    try (DigestInputStream in =
        new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
      byte[] chunk = new byte[CHUNK];
      while (in.read(chunk) >= 0) {
        // The digest sees it.
      }
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
