// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the project and what it builds are. */
public final class Project {
  private Project() {}

  /** The folder that holds the launcher, handed in by Maven or found above the working folder. */
  public static Path root() {
    String given = System.getProperty("slipway.root");
    return given != null ? Path.of(given).normalize() : above(Path.of("").toAbsolutePath());
  }

  /** The server's executable jar; there once the server has been packaged. */
  public static Path serverJar() {
    return given("slipway.jar", "server/target/slipway.jar");
  }

  /** The agent's executable jar; there once the agent has been packaged. */
  public static Path agentJar() {
    return given("slipway.agent.jar", "agent/target/slipway-agent.jar");
  }

  /** The Java that runs the server: the one that runs this test. */
  public static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /** The oldest Java on which the agent is tried: the one that runs Maven. */
  public static Path oldestJava() {
    String given = System.getProperty("slipway.java.oldest");
    return given != null ? Path.of(given) : java();
  }

  private static Path given(String property, String otherwise) {
    String given = System.getProperty(property);
    return given != null ? Path.of(given).normalize() : root().resolve(otherwise);
  }

  private static Path above(Path folder) {
    if (Files.isRegularFile(folder.resolve("slipway"))) {
      return folder;
    }
    if (folder.getParent() == null) {
      throw new IllegalStateException("run the tests inside the project, or set slipway.root");
    }
    return above(folder.getParent());
  }
}
