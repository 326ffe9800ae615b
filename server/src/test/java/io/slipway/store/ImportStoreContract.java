// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.domain.Account;
import io.slipway.domain.AuditRecord;
import io.slipway.domain.ExecutionStatus;
import io.slipway.domain.Id;
import io.slipway.domain.ImportJob;
import io.slipway.domain.ImportJob.Counts;
import io.slipway.domain.ProvisionRequest;
import io.slipway.store.Imports.ChunkEnd;
import io.slipway.store.Imports.RowEnd;
import io.slipway.store.Imports.RowOrder;
import io.slipway.store.Imports.RowResult;
import io.slipway.store.Orders.NewRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store holds to: files of orders, and how they are worked off. */
public abstract class ImportStoreContract {

  private final Samples samples = new Samples();
  private Store store;
  private Imports imports;
  private Id scope;

  /** An empty store. */
  protected abstract Store openStore() throws Exception;

  @BeforeEach
  void open() throws Exception {
    store = openStore();
    imports = store.imports();
    Account acme = samples.account("acme");
    store.create(acme);
    scope = acme.id();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void job_isReadAsItWasWritten() {
    ImportJob job = samples.importJob(scope, true);
    imports.create(job);
    assertThat(imports.job(job.id())).contains(job);
    ImportJob other = samples.received(store, samples.importJob(scope, false), "a", "b");
    assertThat(imports.job(other.id())).contains(other);
    assertThat(imports.chunk(other.id(), 1)).contains("b");
    assertThat(imports.chunk(other.id(), 2)).isEmpty();
    assertThat(imports.jobs(scope, PageRequest.FIRST).items()).containsExactly(other, job);
    assertThat(imports.countJobs(scope)).isEqualTo(2);
    assertThat(imports.countJobs(samples.id())).isZero();
    imports.deleteUnreceived(Samples.NOW.plusSeconds(9_000));
    assertThat(imports.jobs(scope, PageRequest.FIRST).items()).containsExactly(other);
  }

  @Test
  void chunk_isWorkedOffOnce() {
    ImportJob job = taken(samples.received(store, samples.importJob(scope, false), "a", "b"));
    List<RowOrder> rows = List.of(row("d-1", "x"), row("d-2", "x"), refused());
    assertThat(ends(job, rows)).containsExactly(RowEnd.CREATED, RowEnd.CREATED, RowEnd.FAILED);
    assertThatThrownBy(() -> ends(job, List.of(row("d-3", "x"))))
        .isInstanceOf(StaleException.class);
    assertThat(store.countRequests(scope, RequestFilter.ALL)).isEqualTo(2);
    ImportJob now = imports.job(job.id()).orElseThrow();
    assertThat(now.nextChunk()).isEqualTo(1);
    assertThat(now.counts()).isEqualTo(new Counts(2, 2, 0, 0, 1));
    assertThat(imports.chunk(job.id(), 0)).isEmpty();
    assertThat(imports.failures(job.id(), -1, 9))
        .containsExactly(new ImportReader.Failures(0, "sealed failures"));
    assertThat(imports.failures(job.id(), 0, 9)).isEmpty();
  }

  @Test
  void row_ofTheSameOrigin_isUnchanged() {
    ImportJob job = taken(samples.received(store, samples.importJob(scope, true), "a"));
    ends(job, List.of(row("d", "x")));
    ImportJob next = imports.job(job.id()).orElseThrow();
    Id first = imports.untold(job.id(), Optional.empty(), 1).getFirst().request().id();
    assertThat(ends(next, List.of(row("d", "x"), row("d", "y"))))
        .containsExactly(RowEnd.UNCHANGED, RowEnd.OVERWRITTEN);
    AuditFilter about =
        new AuditFilter(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(first),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    assertThat(store.auditRecords(scope, about, PageRequest.FIRST).items())
        .extracting(AuditRecord::action)
        .containsExactly("deleted");
  }

  @Test
  void request_thatRuns_isNotOverwritten() {
    ProvisionRequest request = samples.request(scope, "d");
    store.create(request);
    store.save(samples.change(samples.with(request, ExecutionStatus.RUNNING)));
    ImportJob job = taken(samples.received(store, samples.importJob(scope, true), "a"));
    assertThat(ends(job, List.of(row("d", "x")))).containsExactly(RowEnd.FAILED);
    assertThat(store.request(request.id())).isPresent();
  }

  @Test
  void job_thatAnotherNodeWorksAt_isNotOpenUntilThatIsDead() {
    ImportJob job = samples.received(store, samples.importJob(scope, false), "a");
    Node node = samples.node(7);
    store.nodes().join(node);
    assertThat(imports.open(Optional.empty())).containsExactly(job);
    ImportJob taken = job.takenUp(Optional.of(node.id()), Samples.NOW);
    imports.update(taken);
    assertThat(imports.open(Optional.of(samples.id()))).isEmpty();
    assertThat(imports.open(Optional.of(node.id()))).containsExactly(taken);
    assertThatThrownBy(() -> imports.update(job.takenUp(Optional.of(samples.id()), Samples.NOW)))
        .isInstanceOf(StaleException.class);
    store.nodes().leave(node.id());
    assertThat(imports.open(Optional.of(samples.id()))).containsExactly(taken);
  }

  @Test
  void cancelledJob_isNotOpenAndItsRowsAreGone() {
    ImportJob job = taken(samples.received(store, samples.importJob(scope, false), "a"));
    imports.update(job.cancelled(Samples.NOW));
    assertThat(imports.open(Optional.empty())).isEmpty();
    assertThat(imports.chunk(job.id(), 0)).isEmpty();
    assertThatThrownBy(() -> ends(job, List.of(row("d", "x")))).isInstanceOf(StaleException.class);
    assertThat(store.countRequests(scope, RequestFilter.ALL)).isZero();
  }

  @Test
  void passwords_areThereUntilTheyAreForgotten() {
    ImportJob job = taken(samples.received(store, samples.importJob(scope, false), "a"));
    RowOrder first = row("d-1", "x");
    RowOrder second = row("d-2", "x");
    ends(job, List.of(first, second));
    List<Imports.Untold> untold = imports.untold(job.id(), Optional.empty(), 1);
    assertThat(untold).extracting(u -> u.request().clientId()).containsExactly("d-1");
    Id last = untold.get(0).request().id();
    assertThat(imports.untold(job.id(), Optional.of(last), 9))
        .extracting(u -> u.request().clientId())
        .containsExactly("d-2");
    imports.forgetSecrets(job.id());
    assertThat(imports.untold(job.id(), Optional.empty(), 9)).isEmpty();
    assertThat(store.orders().takePassword(last)).isEmpty();
  }

  private ImportJob taken(ImportJob job) {
    ImportJob taken = job.takenUp(Optional.empty(), Samples.NOW);
    imports.update(taken);
    return taken;
  }

  private RowOrder row(String clientId, String origin) {
    NewRequest request = samples.order(samples.request(scope, clientId), "sealed");
    AuditRecord replacing = samples.record(scope, "deleted", clientId);
    return new RowOrder(Optional.of(request), Optional.empty(), origin, Optional.of(replacing));
  }

  private static RowOrder refused() {
    return new RowOrder(Optional.empty(), Optional.of("no such thing"), "", Optional.empty());
  }

  private List<RowEnd> ends(ImportJob job, List<RowOrder> rows) {
    List<RowEnd> ends = new ArrayList<>();
    imports.work(
        job,
        rows,
        Imports.Room.UNLIMITED,
        results -> {
          ends.clear();
          results.stream().map(RowResult::end).forEach(ends::add);
          long made = ends.stream().filter(RowEnd.CREATED::equals).count();
          long failed = ends.stream().filter(RowEnd.FAILED::equals).count();
          return new ChunkEnd(
              job.advanced(new Counts(0, made, 0, 0, failed), false, Samples.NOW),
              Optional.of("sealed failures").filter(f -> failed > 0));
        });
    return ends;
  }
}
