// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The folder that holds everything the server keeps. Only one server at a time has it. */
final class DataDirectory implements AutoCloseable {
  private static final String LOCK = "lock";
  private static final String READY = "ready.json";

  /** What may be in a folder that no server has used yet; it may be a file system of its own. */
  private static final Set<String> PREPARED = Set.of("slipway.yaml", "master.key", "lost+found");

  private final Path folder;
  private final FileChannel lock;

  private DataDirectory(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /** Makes the folder where there is none, and takes it. */
  static DataDirectory take(Path folder, long pid) {
    try {
      makePrivate(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve(LOCK),
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      lock(folder, channel);
      write(channel, Long.toString(pid));
      // Left behind where a server was killed.
      Files.deleteIfExists(folder.resolve(READY));
      return new DataDirectory(folder, channel);
    } catch (FileAlreadyExistsException e) {
      throw StartRefusedException.because(folder + " is no folder; choose another with --data", e);
    } catch (IOException e) {
      throw StartRefusedException.because(
          "the data folder " + folder + " cannot be used (" + e + "); choose another with --data",
          e);
    }
  }

  Path folder() {
    return folder;
  }

  /** Whether a server works in the folder; leaves it as it is. */
  static boolean inUse(Path folder) {
    Path lock = folder.resolve(LOCK);
    if (Files.notExists(lock)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
        FileLock free = channel.tryLock()) {
      return free == null;
    } catch (OverlappingFileLockException ofThisProcess) {
      return true;
    } catch (IOException e) {
      throw StartRefusedException.because("the data folder " + folder + " cannot be used: " + e, e);
    }
  }

  /** What is in the folder beside what may be there before a server uses it. */
  List<String> content() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .map(p -> p.getFileName().toString())
          .filter(n -> !PREPARED.contains(n) && !n.equals(LOCK))
          .sorted()
          .toList();
    }
  }

  Path ready() {
    return folder.resolve(READY);
  }

  /** Tells others that the server is ready; the file is there as a whole or not at all. */
  void writeReady(String json) {
    Path draft = folder.resolve(READY + ".new");
    try {
      Files.writeString(draft, json);
      Files.move(draft, ready(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + ready(), e);
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(ready());
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot give up " + folder, e);
    }
  }

  private static void makePrivate(Path folder) throws IOException {
    var permissions = PosixFilePermissions.fromString("rwx------");
    if (Files.notExists(folder)) {
      Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(permissions));
      return;
    }
    refuseForeign(folder);
    if (!Files.getPosixFilePermissions(folder).equals(permissions)) {
      Files.setPosixFilePermissions(folder, permissions);
    }
  }

  /** Somebody's home or /tmp would otherwise be made private and filled. */
  private static void refuseForeign(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new FileAlreadyExistsException(folder.toString());
    }
    if (Files.exists(folder.resolve(LOCK))) {
      return;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      List<String> foreign =
          entries.map(p -> p.getFileName().toString()).filter(n -> !PREPARED.contains(n)).toList();
      if (!foreign.isEmpty()) {
        throw StartRefusedException.because(
            "the folder "
                + folder
                + " is not empty and holds no Slipway data (but "
                + foreign.get(0)
                + "); choose another with --data");
      }
    }
  }

  private static void lock(Path folder, FileChannel channel) throws IOException {
    FileLock held = null;
    try {
      held = channel.tryLock();
    } catch (OverlappingFileLockException ofThisProcess) {
      // Said below.
    }
    if (held == null) {
      String pid = read(channel);
      channel.close();
      throw StartRefusedException.because(
          "the data folder "
              + folder
              + " is in use by the server with process id "
              + pid
              + "; stop it or choose another folder with --data");
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer content = ByteBuffer.allocate(32);
    channel.read(content, 0);
    return new String(content.array(), 0, content.position(), StandardCharsets.US_ASCII).strip();
  }

  private static void write(FileChannel channel, String text) throws IOException {
    channel.truncate(0);
    channel.write(ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
  }
}
