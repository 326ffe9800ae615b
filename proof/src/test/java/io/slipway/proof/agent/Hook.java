// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.agent;

import io.slipway.proof.world.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * A hook that writes down what it is told, and waits or refuses where the test wants it to: it
 * waits at a verb while there is a file {@code hold-VERB}, and refuses while there is a file {@code
 * refuse-VERB}.
 */
record Hook(Path folder) {
  private static final String SCRIPT =
      """
      #!/bin/sh
      cd "$(dirname "$0")"
      echo "$1" >> begun
      tries=0
      while [ -e "hold-$1" ] && [ $tries -lt 150 ]; do sleep 0.1; tries=$((tries + 1)); done
      if [ -e "refuse-$1" ]; then echo "no room for it"; exit 1; fi
      echo "$1" >> done
      """;

  static Hook in(Path folder) {
    Hook hook = new Hook(folder);
    try {
      Files.createDirectories(folder);
      Files.writeString(hook.program(), SCRIPT);
      Files.setPosixFilePermissions(hook.program(), PosixFilePermissions.fromString("rwx------"));
      return hook;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path program() {
    return folder.resolve("hook");
  }

  /** The verbs that it has been told, in order. */
  List<String> begun() {
    return lines("begun");
  }

  /** The verbs that it has finished, in order. */
  List<String> done() {
    return lines("done");
  }

  void hold(String verb) {
    touch("hold-" + verb);
  }

  void release(String verb) {
    remove("hold-" + verb);
  }

  void refuse(String verb) {
    touch("refuse-" + verb);
  }

  void accept(String verb) {
    remove("refuse-" + verb);
  }

  void awaitBegun(String verb) {
    Patience.until("the hook's " + verb, () -> begun().contains(verb));
  }

  private List<String> lines(String file) {
    try {
      Path path = folder.resolve(file);
      return Files.exists(path) ? Files.readAllLines(path) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void touch(String file) {
    try {
      Files.writeString(folder.resolve(file), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void remove(String file) {
    try {
      Files.delete(folder.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
