// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.packages;

import io.slipway.agent.handler.HandlerException;
import java.io.IOException;

/**
 * Installs applications. It is called by a thread of its own, may take its time, and ends when that
 * thread is interrupted. Being told the same twice must be harmless: power may fail in between.
 */
public interface PackageInstaller {

  /** Whether it knows what to do with applications for this handler. */
  boolean handles(String handler);

  /** Returns when the application is installed; throws what a person should know where not. */
  void install(PackageFile file) throws HandlerException, IOException;

  /** Returns where this version runs, and throws why not otherwise. */
  void status(PackageFile file) throws HandlerException, IOException;

  /**
   * Takes the application away, and brings back what it has replaced. Also told of an installation
   * that failed or was cut off, so that nothing half-installed stays.
   */
  void rollBack(PackageFile file) throws HandlerException, IOException;
}
