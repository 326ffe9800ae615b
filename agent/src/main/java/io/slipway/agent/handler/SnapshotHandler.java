// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.handler;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Makes configurations take effect. Being told the same twice must be harmless. */
public interface SnapshotHandler {

  /** Says whether the configuration could take effect, without changing anything. */
  void check(Path snapshot) throws HandlerException, IOException;

  /** Makes the configuration take effect. */
  void apply(Path snapshot) throws HandlerException, IOException;

  /**
   * Goes back to the configuration that was in force before.
   *
   * @param snapshot empty where there was none
   */
  void rollBack(Optional<Path> snapshot) throws HandlerException, IOException;
}
