// SPDX-License-Identifier: Apache-2.0
package io.slipway.tls;

import io.slipway.security.TlsIdentity;
import java.io.IOException;
import java.util.Optional;

/** Where a certificate of the server comes from. */
@FunctionalInterface
public interface Source {

  /**
   * The one to show from now on.
   *
   * @return empty where there is none yet
   * @throws IOException saying what is wrong with it; the one before stays then
   */
  Optional<TlsIdentity> latest() throws IOException;
}
