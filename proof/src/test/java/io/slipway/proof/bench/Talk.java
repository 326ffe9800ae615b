// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import io.slipway.proof.device.Login;

/** What one client says to a server, from its login to its leave. It may begin several times. */
interface Talk {
  Login login();

  /** Says what comes first; called when the server has let it in. */
  void begin(Visit visit);

  /** Answers what the server says; called after that was acknowledged. */
  void hear(Visit visit, String topic, byte[] payload);

  /** The server has acknowledged all that was said. */
  void heard(Visit visit);
}
