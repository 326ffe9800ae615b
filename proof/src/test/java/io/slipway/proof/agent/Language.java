// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.proof.Project;
import io.slipway.proof.world.PlacedOrder;
import io.slipway.proof.world.Slipway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The device clients in one file, by the languages they are written in. */
enum Language {
  PYTHON("/usr/bin/python3", "python/slipway_agent.py", "vectors.py"),
  NODE("node", "node/slipway-agent.mjs", "vectors.mjs");

  private final String interpreter;
  private final String file;
  private final String vectors;

  Language(String interpreter, String file, String vectors) {
    this.interpreter = interpreter;
    this.file = file;
    this.vectors = vectors;
  }

  Path source() {
    return Project.root().resolve("clients").resolve(file);
  }

  /** A client that reaches the platform as most devices do. */
  AgentProcess client(Path folder, Slipway slipway, PlacedOrder order) {
    return new AgentProcess(
            folder.resolve(order.clientId()),
            List.of(interpreter, source().toAbsolutePath().toString()),
            order)
        .set("broker-url", "mqtts://localhost:" + slipway.ports().provisionTls())
        .set("ca-file", slipway.ca().toString());
  }

  /** What its reading of the protocol's test vectors says. */
  String vectors() throws Exception {
    Path script = Path.of(Language.class.getResource(vectors).toURI());
    Path page = Project.root().resolve("docs/protocol.md");
    return run(
        Project.root(), interpreter, script.toString(), source().toString(), page.toString());
  }

  /** Fetches the packages that its lock file names, where they are not there already. */
  static void prepare() throws IOException, InterruptedException {
    Path folder = Project.root().resolve("clients/node");
    Path lock = folder.resolve("package-lock.json");
    Path installed = folder.resolve("node_modules/.package-lock.json");
    if (!Files.exists(installed)
        || Files.getLastModifiedTime(installed).compareTo(Files.getLastModifiedTime(lock)) < 0) {
      run(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
    }
  }

  private static String run(Path folder, String... command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(new ArrayList<>(List.of(command)))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
