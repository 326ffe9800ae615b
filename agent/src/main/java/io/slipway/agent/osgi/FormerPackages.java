// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.osgi;

import io.slipway.agent.state.DurableFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.framework.Version;

/**
 * What was installed before: for each package a line that says what stands over what, and the file
 * of the one below. In files, so that a restart in between forgets nothing.
 */
final class FormerPackages {
  private static final String LINE = ".former";
  private static final String FILE = ".dp";
  private static final String INCOMING = ".incoming";
  private static final String NOTHING = "-";

  private final Path folder;

  FormerPackages(Path folder) {
    this.folder = folder;
  }

  /**
   * Where a package may lie while it is being installed. Never where another has lain: whoever was
   * told to install that may still be at it when this agent has been stopped and started.
   */
  Path incoming() throws IOException {
    Files.createDirectories(folder);
    return Files.createTempFile(folder, "package", INCOMING);
  }

  /** Whether it is kept what this version is, or was to be, put over. */
  boolean isUnder(String name, Version over) throws IOException {
    List<String> line = line(name);
    return !line.isEmpty() && line.get(0).equals(over.toString());
  }

  /** Empty where there was nothing before. */
  Optional<Version> version(String name) throws IOException {
    return line(name).stream()
        .skip(1)
        .filter(v -> !v.equals(NOTHING))
        .map(Version::parseVersion)
        .findFirst();
  }

  /** The file of what was there before, where that was known. */
  Optional<Path> file(String name) {
    return Optional.of(folder.resolve(name + FILE)).filter(Files::exists);
  }

  /** Remembers what is there, durably, before {@code over} is put over it. */
  void keep(String name, Version over, Optional<Version> before, Optional<Path> file)
      throws IOException {
    forget(name);
    Files.createDirectories(folder);
    if (file.filter(Files::exists).isPresent()) {
      Path draft = folder.resolve(name + FILE + ".new");
      Files.copy(file.get(), draft, StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel written = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        written.force(true);
      }
      Files.move(draft, folder.resolve(name + FILE), StandardCopyOption.ATOMIC_MOVE);
    }
    String line = over + " " + before.map(Version::toString).orElse(NOTHING) + "\n";
    DurableFile.write(folder.resolve(name + LINE), line.getBytes(StandardCharsets.UTF_8));
  }

  /** First the line, without which the file counts for nothing. */
  void forget(String name) throws IOException {
    Files.deleteIfExists(folder.resolve(name + LINE));
    Files.deleteIfExists(folder.resolve(name + FILE));
  }

  void forgetAll() throws IOException {
    if (Files.isDirectory(folder)) {
      List<Path> all;
      try (Stream<Path> files = Files.list(folder)) {
        all = files.toList();
      }
      for (String kind : List.of(LINE, FILE, INCOMING)) {
        for (Path file : all) {
          if (file.getFileName().toString().endsWith(kind)) {
            Files.deleteIfExists(file);
          }
        }
      }
    }
  }

  private List<String> line(String name) throws IOException {
    Path file = folder.resolve(name + LINE);
    return Files.exists(file) ? List.of(Files.readString(file).strip().split(" ")) : List.of();
  }
}
