// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.domain.PlatformKey;
import java.util.List;
import java.util.Optional;

/** Where the platform's keys are kept, for all nodes. */
public interface KeyVault {

  Optional<PlatformKey> find(String name);

  /**
   * Keeps a key, unless another node was faster.
   *
   * @param instead the key that it replaces, where there is one
   * @return what is kept now under the name
   */
  PlatformKey keep(PlatformKey fresh, Optional<PlatformKey> instead);

  /** Those whose names begin like this. */
  List<PlatformKey> beginningWith(String prefix);

  /** Forgets a key, unless it was replaced meanwhile. */
  void remove(PlatformKey kept);
}
