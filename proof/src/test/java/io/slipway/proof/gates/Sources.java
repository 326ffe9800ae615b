// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.gates;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.slipway.proof.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The project's own files: what a commit holds, nothing that is built. */
final class Sources {
  private static final Set<String> NOT_OURS =
      Set.of(".git", "target", ".idea", "data", "node_modules");

  private Sources() {}

  /** Every Java file of every module. */
  static List<Path> java() {
    return files().stream().filter(f -> f.toString().endsWith(".java")).toList();
  }

  static List<Path> mainJava() {
    return java().stream().filter(f -> f.toString().contains("/src/main/")).toList();
  }

  static List<Path> testJava() {
    return java().stream().filter(f -> f.toString().contains("/src/test/")).toList();
  }

  static List<Path> documents() {
    return files().stream().filter(f -> f.toString().endsWith(".md")).toList();
  }

  /** Paths below the project's root, as git lists them where it can be asked. */
  static List<Path> files() {
    return Files.exists(Project.root().resolve(".git")) ? listedByGit() : found();
  }

  static String text(Path file) {
    try {
      // Pictures and other binary files read as gibberish, in which no rule finds anything.
      return new String(Files.readAllBytes(Project.root().resolve(file)), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> lines(Path file) {
    return text(file).lines().toList();
  }

  private static List<Path> listedByGit() {
    try {
      Process git =
          new ProcessBuilder("git", "ls-files", "--cached", "--others", "--exclude-standard")
              .directory(Project.root().toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      String listed = new String(git.getInputStream().readAllBytes(), UTF_8);
      return listed
          .lines()
          .map(Path::of)
          .filter(f -> Files.isRegularFile(Project.root().resolve(f)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> found() {
    try (Stream<Path> all = Files.walk(Project.root())) {
      return all.filter(Files::isRegularFile)
          .map(Project.root()::relativize)
          .filter(f -> Stream.of(f.toString().split("/", -1)).noneMatch(NOT_OURS::contains))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
