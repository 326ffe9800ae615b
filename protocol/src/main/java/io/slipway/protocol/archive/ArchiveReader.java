// SPDX-License-Identifier: Apache-2.0
package io.slipway.protocol.archive;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Reads an archive, and the archives in it as deep as a device unpacks them: a deployment package
 * holds bundles, and a bundle may hold libraries.
 */
final class ArchiveReader {
  static final String MANIFEST = "META-INF/MANIFEST.MF";
  private static final int MOST_ENTRIES = 10_000;
  private static final int LONGEST_MANIFEST = 1024 * 1024;
  private static final int LONGEST_NAME = 1_000;
  private static final int DEEPEST = 3;
  private static final ByteBuffer ZIP =
      ByteBuffer.wrap(new byte[] {'P', 'K', 3, 4}).asReadOnlyBuffer();

  /** So many times its size a package may unpack to, and a small one to a little more. */
  private static final int USUAL_RATIO = 50;

  private static final long ALWAYS_ALLOWED = 16L * 1024 * 1024;
  private static final long NEVER_ALLOWED = 4L * 1024 * 1024 * 1024;

  private final Set<String> files = new HashSet<>();
  private final byte[] buffer = new byte[64 * 1024];
  private Optional<byte[]> manifest = Optional.empty();
  private long unpackable;

  private ArchiveReader(long size) {
    this.unpackable = Math.min(NEVER_ALLOWED, Math.max(ALWAYS_ALLOWED, USUAL_RATIO * size));
  }

  /** Closes the bytes. */
  static ArchiveReader read(InputStream bytes, long size) {
    ArchiveReader reader = new ArchiveReader(size);
    try (ZipInputStream zip = new ZipInputStream(bytes)) {
      ZipEntry entry = zip.getNextEntry();
      if (entry == null) {
        throw new MalformedArchiveException("is no deployment package: it is no ZIP archive");
      }
      while (entry != null) {
        reader.take(zip, entry);
        entry = zip.getNextEntry();
      }
    } catch (EOFException cut) {
      throw new MalformedArchiveException("is truncated");
    } catch (IOException | IllegalArgumentException broken) {
      throw new MalformedArchiveException("is a damaged ZIP archive: " + broken.getMessage());
    }
    return reader;
  }

  Optional<byte[]> manifest() {
    return manifest;
  }

  Set<String> files() {
    return files;
  }

  private void take(ZipInputStream zip, ZipEntry entry) throws IOException {
    String name = entry.getName();
    checkName(name);
    if (!files.add(name)) {
      throw new MalformedArchiveException("holds " + name + " twice");
    }
    if (files.size() > MOST_ENTRIES) {
      throw new MalformedArchiveException("holds more than " + MOST_ENTRIES + " files");
    }
    if (name.equals(MANIFEST)) {
      byte[] text = zip.readNBytes(LONGEST_MANIFEST + 1);
      if (text.length > LONGEST_MANIFEST) {
        throw new MalformedArchiveException(
            "has a manifest of more than " + LONGEST_MANIFEST + " bytes");
      }
      manifest = Optional.of(text);
    } else if (manifest.isEmpty() && !entry.isDirectory()) {
      throw new MalformedArchiveException(
          "is no deployment package: it does not begin with " + MANIFEST);
    }
    pass(zip, 1);
  }

  /** Reads a file to its end, and what is in it where it is an archive itself. */
  private void pass(InputStream file, int depth) throws IOException {
    EntryReader counted = new EntryReader(file);
    PushbackInputStream content = new PushbackInputStream(counted, ZIP.capacity());
    byte[] head = content.readNBytes(ZIP.capacity());
    content.unread(head);
    if (depth < DEEPEST && ByteBuffer.wrap(head).equals(ZIP)) {
      unpack(content, depth);
      counted.rethrow();
    }
    while (content.read(buffer) > 0) {
      // Counted as it passes.
    }
  }

  private void unpack(InputStream archive, int depth) throws IOException {
    // Not closed, since that would close the archive around it.
    ZipInputStream zip = new ZipInputStream(archive);
    try {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (leadsOut(entry.getName())) {
          throw new MalformedArchiveException(
              "holds an archive with a path that leads out of it: " + entry.getName());
        }
        pass(zip, depth + 1);
      }
    } catch (IOException | IllegalArgumentException broken) {
      // Then it is only bytes, unless it is the archive around it that is broken.
    }
  }

  /** What a device unpacks may land nowhere but below a folder of its own. */
  static void checkName(String name) {
    boolean control = name.chars().anyMatch(Character::isISOControl);
    if (name.isEmpty() || control || name.length() > LONGEST_NAME) {
      throw new MalformedArchiveException("holds a file without a usable name");
    }
    if (leadsOut(name) || name.contains("\\")) {
      throw new MalformedArchiveException("holds a path that leads out of it: " + name);
    }
  }

  private static boolean leadsOut(String name) {
    return name.startsWith("/")
        || name.matches("[A-Za-z]:.*")
        || List.of(name.split("/", -1)).contains("..");
  }

  /** The bytes of a file, each of which is one less that may come. */
  private final class EntryReader extends FilterInputStream {
    private Optional<IOException> failure = Optional.empty();

    EntryReader(InputStream file) {
      super(file);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        int read = in.read(target, offset, length);
        unpackable -= Math.max(0, read);
        if (unpackable < 0) {
          throw new MalformedArchiveException("would unpack to far more than it should");
        }
        return read;
      } catch (IOException broken) {
        failure = Optional.of(broken);
        throw broken;
      }
    }

    /** Of an archive in an archive only the outer one's end is the end. */
    void rethrow() throws IOException {
      if (failure.isPresent()) {
        throw failure.get();
      }
    }
  }
}
