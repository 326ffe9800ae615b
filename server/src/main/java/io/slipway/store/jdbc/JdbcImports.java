// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.Id;
import io.slipway.domain.ImportJob;
import io.slipway.store.Imports;
import io.slipway.store.Page;
import io.slipway.store.PageRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Files of orders over JDBC. */
record JdbcImports(JdbcStore store, JdbcNodes nodes) implements Imports {
  private static final int FORGOTTEN_AT_ONCE = 2_000;

  @Override
  public Optional<ImportJob> job(Id jobId) {
    return store.read(sql -> ImportJobs.byId(sql, jobId));
  }

  @Override
  public Page<ImportJob> jobs(Id scopeId, PageRequest page) {
    return store.read(sql -> ImportJobs.page(sql, scopeId, page));
  }

  @Override
  public long countJobs(Id scopeId) {
    return store.read(sql -> ImportJobs.count(sql, scopeId));
  }

  @Override
  public List<Failures> failures(Id jobId, int afterChunk, int most) {
    return store.read(sql -> ImportJobs.failures(sql, jobId, afterChunk, most));
  }

  @Override
  public void create(ImportJob job) {
    store.write(sql -> ImportJobs.create(sql, job));
  }

  @Override
  public void append(Id jobId, int firstNumber, List<String> sealedChunks) {
    store.write(sql -> ImportJobs.append(sql, jobId, firstNumber, sealedChunks));
  }

  @Override
  public void update(ImportJob job) {
    store.write(sql -> ImportJobs.update(sql, job));
  }

  @Override
  public void delete(Id jobId) {
    store.write(sql -> ImportJobs.delete(sql, jobId));
  }

  @Override
  public void deleteUnreceived(Instant createdBefore) {
    store.write(sql -> ImportJobs.deleteUnreceived(sql, createdBefore));
  }

  @Override
  public List<ImportJob> open(Optional<Id> self) {
    return store.read(sql -> ImportJobs.open(sql, self));
  }

  @Override
  public Optional<String> chunk(Id jobId, int number) {
    return store.read(sql -> ImportJobs.chunk(sql, jobId, number));
  }

  @Override
  public void work(
      ImportJob job, List<RowOrder> rows, Room room, Function<List<RowResult>, ChunkEnd> end) {
    Set<Id> replaced = new HashSet<>();
    store.write(
        sql -> {
          replaced.clear();
          List<RowResult> results = new ArrayList<>();
          long left = room.requests();
          for (RowOrder row : rows) {
            Optional<String> full = left > 0 ? Optional.empty() : Optional.of(room.refusal());
            RowResult result = ImportRows.order(sql, job, row, full, replaced);
            left -= result.end() == RowEnd.CREATED ? 1 : 0;
            results.add(result);
          }
          ChunkEnd done = end.apply(results);
          ImportJobs.finishChunk(sql, job, done);
          for (Id request : replaced) {
            nodes.announcing(request, nothing -> {}).apply(sql);
          }
        });
    replaced.forEach(nodes::tell);
  }

  @Override
  public void forgetSecrets(Id jobId) {
    List<Untold> some = untold(jobId, Optional.empty(), FORGOTTEN_AT_ONCE);
    while (!some.isEmpty()) {
      Id last = some.get(some.size() - 1).request().id();
      store.write(sql -> ImportRows.forgetSecrets(sql, jobId, last));
      some = untold(jobId, Optional.empty(), FORGOTTEN_AT_ONCE);
    }
  }

  @Override
  public List<Untold> untold(Id jobId, Optional<Id> after, int most) {
    return store.read(sql -> ImportRows.untold(sql, jobId, after, most));
  }
}
