// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import io.slipway.domain.Id;
import io.slipway.domain.ImportJob;
import java.util.List;
import java.util.Optional;

/** Reads files of orders; throws as {@link StoreReader} does. */
public interface ImportReader {

  Optional<ImportJob> job(Id jobId);

  /** All of an account, the newest first. */
  Page<ImportJob> jobs(Id scopeId, PageRequest page);

  long countJobs(Id scopeId);

  /** Rows that failed, as they were sealed, and the chunk that they are of. */
  record Failures(int chunk, String sealed) {}

  List<Failures> failures(Id jobId, int afterChunk, int most);
}
