// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import io.slipway.domain.DeploymentPackage;
import io.slipway.domain.Id;
import io.slipway.domain.PackageName;
import java.util.Optional;

/** Reads applications that devices can be given; throws as {@link StoreReader} does. */
public interface PackageReader {
  /** All chunks of a content but the last are so long. */
  int CHUNK_BYTES = 256 * 1024;

  /** What narrows a list. */
  record Filter(Optional<String> name, Optional<String> handler, Optional<String> matchTerm) {
    public static final Filter NONE =
        new Filter(Optional.empty(), Optional.empty(), Optional.empty());
  }

  Optional<DeploymentPackage> find(Id packageId);

  Optional<DeploymentPackage> named(Id scopeId, PackageName name);

  Page<DeploymentPackage> page(Id scopeId, Filter filter, PageRequest page);

  long count(Id scopeId, Filter filter);

  /**
   * A part of the bytes of a content that is kept here, or of one that is still being received.
   *
   * @param number from 0
   */
  Optional<byte[]> chunk(String sha256, int number);

  /** The client id of a request that has not ended and names the package, where there is one. */
  Optional<String> awaiting(Id packageId);
}
