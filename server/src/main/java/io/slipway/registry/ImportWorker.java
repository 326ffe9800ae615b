// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.Actor;
import io.slipway.domain.AuditRecord;
import io.slipway.domain.Id;
import io.slipway.domain.ImportJob;
import io.slipway.domain.ImportJob.Counts;
import io.slipway.domain.ImportState;
import io.slipway.domain.User;
import io.slipway.protocol.snapshot.KuraXml;
import io.slipway.store.Imports;
import io.slipway.store.Imports.ChunkEnd;
import io.slipway.store.Imports.RowEnd;
import io.slipway.store.Imports.RowOrder;
import io.slipway.store.Imports.RowResult;
import io.slipway.store.Orders.NewRequest;
import io.slipway.store.StaleException;
import io.slipway.store.Store;
import io.slipway.store.StoreUnavailableException;
import io.slipway.store.Tenancy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works off files of orders, chunk by chunk, each in one transaction with the job's position: after
 * a crash the next chunk comes next. Several jobs take turns. Where nodes share the database a job
 * belongs to the one that took it up, for as long as that is alive.
 */
public final class ImportWorker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ImportWorker.class);
  private static final long LOOK_MILLIS = 1_000;
  private static final int CHUNKS_OF_A_TURN = 20;
  private static final Duration LONGEST_UPLOAD = Duration.ofHours(6);

  private final Imports store;
  private final Tenancy users;
  private final OrderPlans plans;
  private final ProvisionRequests requests;
  private final RequestSecrets secrets;
  private final Optional<Id> self;
  private final Clock clock;
  private final CountDownLatch ending = new CountDownLatch(1);
  private final Thread thread;

  /**
   * @param self this node, where there may be others
   */
  public ImportWorker(
      Store store,
      OrderPlans plans,
      ProvisionRequests requests,
      RequestSecrets secrets,
      Optional<Id> self,
      Clock clock) {
    this.store = store.imports();
    this.users = store.tenancy();
    this.plans = plans;
    this.requests = requests;
    this.secrets = secrets;
    this.self = self;
    this.clock = clock;
    this.thread = Thread.ofPlatform().daemon().name("imports").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /** Finishes the chunk that it is at. */
  @Override
  public void close() {
    ending.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      store.deleteUnreceived(now().minus(LONGEST_UPLOAD));
    } catch (StoreUnavailableException away) {
      LOG.debug("files that never came in stay until the next start", away);
    }
    try {
      do {
        attempt();
      } while (!ending.await(LOOK_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      LOG.debug("imports end");
    }
  }

  /** What cannot be done now is done later. */
  private void attempt() {
    try {
      boolean more = true;
      while (more && ending.getCount() > 0) {
        more = round();
      }
    } catch (StoreUnavailableException away) {
      LOG.debug("imports wait for the database", away);
    }
  }

  /** Every job has its turn; true where some go on. */
  private boolean round() {
    boolean more = false;
    for (ImportJob job : store.open(self)) {
      try {
        more |= turn(job);
      } catch (StaleException changed) {
        LOG.debug("import {} was changed by somebody else", job.id());
      }
    }
    return more;
  }

  private boolean turn(ImportJob job) {
    ImportJob current = job;
    if (job.state() == ImportState.WAITING || !job.owner().equals(self)) {
      current = job.takenUp(self, now());
      store.update(current);
    }
    try {
      OrderPlan plan = plans.opened(job.scopeId(), job.order().plan());
      for (int i = 0; i < CHUNKS_OF_A_TURN && !current.state().ended(); i++) {
        if (ending.getCount() == 0) {
          return false;
        }
        current = chunk(current, plan);
      }
      return !current.state().ended();
    } catch (StaleException | StoreUnavailableException e) {
      throw e;
    } catch (RuntimeException broken) {
      LOG.error("import {} cannot be gone on with", job.id(), broken);
      store.update(current.givenUp("something broke here; the log says what", now()));
      return false;
    }
  }

  private ImportJob chunk(ImportJob job, OrderPlan plan) {
    Optional<String> kept = store.chunk(job.id(), job.nextChunk());
    if (kept.isEmpty()) {
      // The next look shows whether somebody else was faster.
      throw new StaleException("the import has changed");
    }
    List<ImportRow> rows = RowCodec.read(secrets.openRows(kept.get()));
    List<RowOrder> orders = new ArrayList<>();
    Instant now = now();
    Actor by = orderer(job);
    rows.forEach(row -> orders.add(order(job, by, plan, row, now)));
    List<ImportJob> next = new ArrayList<>();
    store.work(
        job,
        orders,
        requests.room(job.scopeId()),
        results -> {
          ChunkEnd end = end(job, rows, results);
          next.add(end.next());
          return end;
        });
    return next.get(next.size() - 1);
  }

  /** Who sent the file; he may be gone by now. */
  private Actor orderer(ImportJob job) {
    Id id = job.audit().createdBy();
    return new Actor(id, users.user(id).map(User::name).orElse(""), "");
  }

  private RowOrder order(ImportJob job, Actor by, OrderPlan plan, ImportRow row, Instant now) {
    try {
      RequestDraft draft = plan.draft(row.device(), now);
      NewRequest request = requests.prepare(job.scopeId(), by, draft);
      Optional<AuditRecord> replacing =
          job.order().overwrite()
              ? Optional.of(requests.deletion(request.request(), by))
              : Optional.empty();
      return new RowOrder(Optional.of(request), Optional.empty(), origin(plan, draft), replacing);
    } catch (RefusedException refused) {
      return new RowOrder(
          Optional.empty(), Optional.of(refused.getMessage()), "", Optional.empty());
    }
  }

  /** When a request is active from is left out where it is the time of the import. */
  private String origin(OrderPlan plan, RequestDraft draft) {
    String configuration =
        new String(KuraXml.encode(draft.options().deviceConfiguration()), StandardCharsets.UTF_8);
    return secrets.fingerprint(
        String.join(
            "\n",
            draft.username() + draft.certificateDevId().map(id -> "\n" + id).orElse(""),
            Boolean.toString(draft.generateActivationKey()),
            plan.body().activation().toString(),
            draft.options().connection().toString(),
            draft.options().extra().toString(),
            draft.options().endpointInfoId().toString(),
            configuration));
  }

  private ChunkEnd end(ImportJob job, List<ImportRow> rows, List<RowResult> results) {
    List<FailedRow> failed = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      if (results.get(i).end() == RowEnd.FAILED) {
        failed.add(new FailedRow(rows.get(i), results.get(i).reason()));
      }
    }
    Counts counts =
        new Counts(
            0,
            count(results, RowEnd.CREATED),
            count(results, RowEnd.UNCHANGED),
            count(results, RowEnd.OVERWRITTEN),
            failed.size());
    boolean last = job.counts().done() + rows.size() >= job.counts().rows();
    return new ChunkEnd(
        job.advanced(counts, last, now()),
        failed.isEmpty()
            ? Optional.empty()
            : Optional.of(secrets.sealRows(RowCodec.writeFailed(failed))));
  }

  private static long count(List<RowResult> results, RowEnd end) {
    return results.stream().filter(r -> r.end() == end).count();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
