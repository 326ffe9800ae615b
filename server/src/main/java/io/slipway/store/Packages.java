// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import io.slipway.domain.DeploymentPackage;
import io.slipway.domain.Id;
import java.time.Instant;
import java.util.Optional;

/**
 * Writes applications that devices can be given. A content comes chunk by chunk, under an id of its
 * own; it is kept once however many packages have it, and no longer than one does.
 */
public interface Packages extends PackageReader {

  /** A content is about to come. */
  void begin(Id contentId, Instant now);

  /** Adds the next chunk, of which all but the last are {@link #CHUNK_BYTES} long. */
  void append(Id contentId, int number, byte[] bytes);

  /** A part of a content that has come so far. */
  Optional<byte[]> received(Id contentId, int number);

  /**
   * Makes a package, of a content that has come wholly or one that is elsewhere. Throws {@link
   * DuplicateException} where the account has one of this name and version, and {@link
   * StaleException} where another with the same bytes came or went at this very moment.
   */
  void create(DeploymentPackage made, Optional<Id> contentId);

  /** Forgets a content that is not to become a package. */
  void abandon(Id contentId);

  /** Throws {@link StaleException} where a request that has not ended names it, or it is gone. */
  void delete(DeploymentPackage gone);

  /** Forgets contents that no package has, and that began to come before. */
  void collect(Instant before);
}
