// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.packages;

import io.slipway.agent.handler.HandlerException;
import io.slipway.agent.handler.Program;
import java.io.IOException;

/**
 * Runs a program: {@code install FILE NAME VERSION HANDLER}, {@code status NAME VERSION HANDLER} or
 * {@code rollback FILE NAME VERSION HANDLER}.
 */
public final class PackageHook implements PackageInstaller {
  private final Program program;

  public PackageHook(Program program) {
    this.program = program;
  }

  /** Only the program itself knows. */
  @Override
  public boolean handles(String handler) {
    return true;
  }

  @Override
  public void install(PackageFile file) throws HandlerException, IOException {
    program.run("install", content(file), file.name(), file.version(), file.handler());
  }

  @Override
  public void status(PackageFile file) throws HandlerException, IOException {
    program.run("status", file.name(), file.version(), file.handler());
  }

  @Override
  public void rollBack(PackageFile file) throws HandlerException, IOException {
    program.run("rollback", content(file), file.name(), file.version(), file.handler());
  }

  private static String content(PackageFile file) {
    return file.content().toAbsolutePath().toString();
  }
}
