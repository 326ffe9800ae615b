// SPDX-License-Identifier: Apache-2.0
package io.slipway.proof.bench;

import io.slipway.proof.device.Door;
import java.util.List;
import java.util.Optional;

/** A running server that is measured. */
interface Target extends AutoCloseable {
  String name();

  long pid();

  /** The process that keeps its data, where that is another one. */
  Optional<Long> database();

  Door door();

  /** New clients, for which everything is prepared. */
  List<? extends Talk> talks(String name, int number) throws Exception;

  /** Fails where something was lost. */
  void check(List<? extends Talk> played);
}
