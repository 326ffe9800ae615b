// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import io.slipway.tls.AcmeSettings;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the certificate comes from that browsers see; at most one of the two.
 *
 * @param files where somebody else renews it
 * @param acme where an authority certifies us
 */
record TlsSettings(Optional<Files> files, Optional<AcmeSettings> acme) {
  static final TlsSettings NONE = new TlsSettings(Optional.empty(), Optional.empty());

  /** A chain and its key. */
  record Files(Path certificate, Path key) {}
}
