// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.Actor;
import io.slipway.domain.Audit;
import io.slipway.domain.AuditRecord.Subject;
import io.slipway.domain.Id;
import io.slipway.domain.ImportJob;
import io.slipway.domain.ImportState;
import io.slipway.domain.RequestOptions;
import io.slipway.domain.TemplateBody;
import io.slipway.protocol.message.Secret;
import io.slipway.security.IdSource;
import io.slipway.store.ImportReader;
import io.slipway.store.Imports;
import io.slipway.store.Imports.Untold;
import io.slipway.store.StaleException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What operators do to files of orders. */
public final class ImportFiles {
  public static final int MOST_ROWS = 1_000_000;
  static final int ROWS_OF_A_CHUNK = 250;
  private static final int CHUNKS_AT_ONCE = 20;
  private static final int TOLD_AT_ONCE = 500;
  private static final int CANCEL_TRIES = 20;

  private final Imports store;
  private final OrderPlans plans;
  private final ProvisionRequests requests;
  private final RequestSecrets secrets;
  private final IdSource ids;
  private final AuditTrail trail;

  public ImportFiles(
      Imports store,
      OrderPlans plans,
      ProvisionRequests requests,
      RequestSecrets secrets,
      IdSource ids,
      AuditTrail trail) {
    this.store = store;
    this.plans = plans;
    this.requests = requests;
    this.secrets = secrets;
    this.ids = ids;
    this.trail = trail;
  }

  /** How rows are to be taken. */
  public record Terms(boolean overwrite, boolean dryRun) {}

  /** What a device would receive, its passwords masked. */
  public record Preview(String clientId, String username, long line, String configuration) {}

  /** A device that was ordered, with what it needs to log in. */
  public record Label(
      String clientId,
      String username,
      Optional<String> password,
      Optional<String> certificateDevId,
      Optional<String> activationKey) {

    @Override
    public String toString() {
      return "Label[" + clientId + "]";
    }
  }

  /** Refuses a template that no device could be ordered from. */
  public void check(ChosenTemplate chosen) {
    plans.filled(chosen.template(), chosen.services());
    requests.requireBroker(chosen.template());
  }

  /**
   * Takes a file in, as far as it is one; then it is worked off by whichever node comes to it.
   *
   * @param chosen is asked when the rows are read, as a file may name its template itself
   */
  public ImportJob receive(
      Id scopeId, Actor by, Terms terms, RowSource rows, Supplier<ChosenTemplate> chosen) {
    ImportJob job = empty(scopeId, by.id(), terms);
    store.create(job);
    try {
      long count = keep(job, rows);
      if (count == 0) {
        throw RefusedException.invalid("/", "the file has no rows");
      }
      ChosenTemplate choice = chosen.get();
      check(choice);
      TemplateBody plan = plans.filled(choice.template(), choice.services());
      ImportJob received = job.received(plan, choice.template().id(), rows.columns(), count);
      recording(by, received, "created").update(received);
      return received;
    } catch (RuntimeException failed) {
      discard(job);
      throw failed;
    }
  }

  private void discard(ImportJob job) {
    try {
      store.delete(job.id());
    } catch (StaleException gone) {
      // It came so slowly that it was taken for one that is never to come wholly.
    }
  }

  /**
   * What the device of one row would receive; nothing is stored.
   *
   * @param number of the row, 1 for the first
   */
  public Preview preview(
      Id scopeId, Actor by, RowSource rows, int number, Supplier<ChosenTemplate> chosen) {
    int at = 1;
    while (rows.hasNext()) {
      ImportRow row = rows.next();
      if (at++ == number) {
        ChosenTemplate choice = chosen.get();
        check(choice);
        OrderPlan plan = plans.of(choice.template(), choice.services());
        RequestDraft draft = plan.draft(row.device(), now());
        String xml = new String(requests.preview(scopeId, by, draft), StandardCharsets.UTF_8);
        return new Preview(draft.clientId(), draft.username(), row.line(), xml);
      }
    }
    throw RefusedException.invalid("row", "must be one of the file's rows, 1 for the first");
  }

  /** Ends a job; what was ordered by then stays. */
  public ImportJob cancel(ImportJob job, Actor by) {
    ImportJob current = job;
    for (int i = 0; i < CANCEL_TRIES; i++) {
      if (current.state().ended()) {
        throw RefusedException.conflict("the import has ended: it is " + current.state());
      }
      try {
        ImportJob cancelled = current.cancelled(now());
        recording(by, cancelled, "cancelled").update(cancelled);
        return cancelled;
      } catch (StaleException advanced) {
        current = store.job(job.id()).orElseThrow(RefusedException::stale);
      }
    }
    throw RefusedException.stale();
  }

  /** Forgets a job that has ended; what was ordered by it stays. */
  public void delete(ImportJob job, Actor by) {
    if (!job.state().ended()) {
      throw RefusedException.conflict(
          "the import has not ended yet: it is " + job.state() + "; cancel it first");
    }
    RefusedException.unlessStale(() -> recording(by, job, "deleted").delete(job.id()));
  }

  /** Hands on all rows that failed, in the order of the file. */
  public void failures(ImportJob job, Consumer<FailedRow> reader) {
    int after = -1;
    List<ImportReader.Failures> some = store.failures(job.id(), after, TOLD_AT_ONCE);
    while (!some.isEmpty()) {
      for (ImportReader.Failures chunk : some) {
        RowCodec.readFailed(secrets.openRows(chunk.sealed())).forEach(reader);
        after = chunk.chunk();
      }
      some = store.failures(job.id(), after, TOLD_AT_ONCE);
    }
  }

  /** Refuses where the secrets of a job are not to be had, or not any more. */
  public void requireSecrets(ImportJob job) {
    if (!job.state().ended()) {
      throw RefusedException.conflict("the import has not ended yet: it is " + job.state());
    }
    if (job.order().dryRun()) {
      throw RefusedException.conflict("a dry run orders no devices");
    }
    if (job.secretsTaken()) {
      throw RefusedException.conflict(
          "the secrets of this import were told before: to give a device others, delete its"
              + " request and order it anew, or import its row with overwriteIfDuplicate");
    }
  }

  /** Hands on what each device needs to log in and was not told yet. */
  public void secrets(ImportJob job, Consumer<Label> reader) {
    Optional<Id> after = Optional.empty();
    List<Untold> some = store.untold(job.id(), after, TOLD_AT_ONCE);
    while (!some.isEmpty()) {
      some.forEach(untold -> reader.accept(label(untold)));
      after = Optional.of(some.get(some.size() - 1).request().id());
      some = store.untold(job.id(), after, TOLD_AT_ONCE);
    }
  }

  /** They have been handed over, and so are kept no more. */
  public void forgetSecrets(ImportJob job, Actor by) {
    try {
      recording(by, job, "revealed").update(job.withSecretsTaken());
    } catch (StaleException twice) {
      throw RefusedException.stale();
    }
    store.forgetSecrets(job.id());
  }

  private Label label(Untold untold) {
    return new Label(
        untold.request().clientId(),
        untold.request().login().username(),
        Optional.of(secrets.openPassword(untold.sealedPassword()))
            .filter(password -> !password.isEmpty())
            .map(Secret::reveal),
        untold.request().login().certificateDevId(),
        requests.activationKey(untold.request()).map(key -> key.reveal()));
  }

  private ImportJob empty(Id scopeId, Id by, Terms terms) {
    TemplateBody none =
        new TemplateBody(
            TemplateBody.Activation.DEFAULT,
            RequestOptions.Connection.DEFAULT,
            RequestOptions.Extra.DEFAULT,
            Optional.empty(),
            TemplateBody.Login.DEFAULT,
            List.of());
    Id id = ids.next();
    return new ImportJob(
        id,
        scopeId,
        ImportState.RECEIVING,
        new ImportJob.Order(id, none, terms.overwrite(), terms.dryRun(), List.of()),
        ImportJob.Counts.NONE,
        0,
        Optional.empty(),
        false,
        Optional.empty(),
        0,
        Optional.empty(),
        Optional.empty(),
        Audit.created(now(), by));
  }

  private long keep(ImportJob job, RowSource rows) {
    List<String> chunks = new ArrayList<>();
    List<ImportRow> chunk = new ArrayList<>();
    long count = 0;
    int kept = 0;
    while (rows.hasNext()) {
      chunk.add(rows.next());
      count++;
      if (count > MOST_ROWS) {
        throw RefusedException.invalid(
            "/", "the file has more than 1,000,000 rows: import it in parts");
      }
      if (chunk.size() == ROWS_OF_A_CHUNK || !rows.hasNext()) {
        chunks.add(secrets.sealRows(RowCodec.write(chunk)));
        chunk.clear();
      }
      if (chunks.size() == CHUNKS_AT_ONCE || !rows.hasNext()) {
        store.append(job.id(), kept, chunks);
        kept += chunks.size();
        chunks = new ArrayList<>();
      }
    }
    return count;
  }

  private Imports recording(Actor by, ImportJob job, String action) {
    Subject subject = new Subject("import", job.id(), "");
    return trail.recording(by, job.scopeId(), action, subject).imports();
  }

  private Instant now() {
    return trail.now();
  }
}
