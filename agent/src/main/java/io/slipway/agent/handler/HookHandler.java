// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.handler;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Runs a program: {@code check FILE}, {@code apply FILE} or {@code rollback [FILE]}. Exit code 0 is
 * success; with any other, what it printed last is the reason.
 */
public final class HookHandler implements SnapshotHandler {
  /** Shorter than the platform waits for an answer, so that it gets the reason. */
  public static final Duration TIME_LIMIT = Duration.ofSeconds(20);

  private final Program program;

  public HookHandler(Program program) {
    this.program = program;
  }

  @Override
  public void check(Path snapshot) throws HandlerException, IOException {
    program.run("check", absolute(snapshot));
  }

  @Override
  public void apply(Path snapshot) throws HandlerException, IOException {
    program.run("apply", absolute(snapshot));
  }

  @Override
  public void rollBack(Optional<Path> snapshot) throws HandlerException, IOException {
    program.run("rollback", snapshot.stream().map(HookHandler::absolute).toArray(String[]::new));
  }

  private static String absolute(Path file) {
    return file.toAbsolutePath().toString();
  }
}
