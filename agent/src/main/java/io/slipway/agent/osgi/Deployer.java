// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.osgi;

import io.slipway.agent.handler.HandlerException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/** Installs deployment packages and removes them, all of each or nothing. */
interface Deployer {

  /**
   * Installs a package, or puts it in the place of another version. The file is the deployer's from
   * then on.
   */
  void install(Path file) throws HandlerException, IOException;

  void uninstall(String name) throws HandlerException, IOException;

  /** Where the files of the installed packages are. */
  Path folder();

  /** What the file of an installed package is called, as Kura does. */
  static String fileName(String name, Object version) {
    return name + "_" + version + ".dp";
  }

  /** What an exception says, and what those say that caused it. */
  static HandlerException failed(String what, Throwable thrown) {
    Set<String> reasons = new LinkedHashSet<>();
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      reasons.add(cause.getMessage() == null ? cause.toString() : cause.getMessage());
    }
    return new HandlerException(what + ": " + String.join(": ", reasons));
  }
}
