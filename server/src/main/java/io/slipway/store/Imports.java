// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import io.slipway.domain.AuditRecord;
import io.slipway.domain.Id;
import io.slipway.domain.ImportJob;
import io.slipway.domain.ProvisionRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Files of orders: kept in chunks of rows, and worked off chunk by chunk. */
public interface Imports extends ImportReader {

  void create(ImportJob job);

  /** Adds sealed chunks to a file that is coming in. */
  void append(Id jobId, int firstNumber, List<String> sealedChunks);

  /**
   * Throws {@link StaleException} where {@code revision} is not one below the given. Of one that
   * has ended the chunks that are left are dropped.
   */
  void update(ImportJob job);

  void delete(Id jobId);

  /** Deletes files that have not come in wholly by now. */
  void deleteUnreceived(Instant createdBefore);

  /** Those that are to be worked off, and that no other node which is alive works at. */
  List<ImportJob> open(Optional<Id> self);

  Optional<String> chunk(Id jobId, int number);

  /**
   * A request that a row asks for.
   *
   * @param refusal why it is not to be made, whatever is stored
   * @param origin the same for the same row of the same plan
   * @param replacing the record of the deletion of a request that is replaced, whichever it is
   */
  record RowOrder(
      Optional<Orders.NewRequest> request,
      Optional<String> refusal,
      String origin,
      Optional<AuditRecord> replacing) {}

  /**
   * How much more the account may have.
   *
   * @param refusal what is said of what is too much
   */
  record Room(long requests, String refusal) {
    public static final Room UNLIMITED = new Room(Long.MAX_VALUE, "");
  }

  /** What came of a row. */
  enum RowEnd {
    CREATED,
    UNCHANGED,
    OVERWRITTEN,
    FAILED
  }

  /** What came of a row, and where it failed, why. */
  record RowResult(RowEnd end, String reason) {}

  /**
   * What a chunk leaves behind.
   *
   * @param next the job with the chunk worked off
   * @param sealedFailures the rows that failed
   */
  record ChunkEnd(ImportJob next, Optional<String> sealedFailures) {}

  /**
   * Works off the next chunk of a job in one transaction. Throws {@link StaleException} where
   * somebody else has changed the job; then nothing was done.
   *
   * @param room that is left for new requests
   * @param end is told what came of each row; it may be called more than once
   */
  void work(ImportJob job, List<RowOrder> rows, Room room, Function<List<RowResult>, ChunkEnd> end);

  /** Forgets the passwords that were made for a job's devices. */
  void forgetSecrets(Id jobId);

  /** A request with the password that was made for it and is not told yet. */
  record Untold(ProvisionRequest request, String sealedPassword) {
    @Override
    public String toString() {
      return "Untold[" + request.clientId() + "]";
    }
  }

  /** Of a job, in the order of their ids. */
  List<Untold> untold(Id jobId, Optional<Id> after, int most);
}
