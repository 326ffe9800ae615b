// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.slipway.domain.Id;
import io.slipway.domain.ImportJob;
import io.slipway.domain.Right;
import io.slipway.registry.ChosenTemplate;
import io.slipway.registry.ImportFiles;
import io.slipway.registry.RefusedException;
import io.slipway.registry.RowSource;
import io.slipway.registry.ServiceChoice;
import io.slipway.store.StoreReader;
import java.io.BufferedReader;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** {@code imports}: files of orders. Ours; the original has no such thing. */
final class ImportResource implements Routes {
  private static final String ALL = "/v1/{scopeId}/imports";
  private static final String ONE = ALL + "/{importId}";

  private static final int MOST_LABELS = 10_000;

  private static final List<String> SECRETS =
      List.of("clientId", "username", "password", "activationKey", "certificateDevId");

  private final Access access;
  private final StoreReader store;
  private final ImportFiles files;
  private final Clock clock;

  ImportResource(Access access, StoreReader store, ImportFiles files, Clock clock) {
    this.access = access;
    this.store = store;
    this.files = files;
    this.clock = clock;
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    routes.get(ALL, this::list);
    routes.post(ALL, this::start);
    routes.post(ALL + "/_preview", this::preview);
    routes.get(ONE, this::get);
    routes.delete(ONE, this::delete);
    routes.post(ONE + "/_cancel", this::cancel);
    routes.get(ONE + "/failures", this::failures);
    routes.get(ONE + "/secrets", this::secrets);
    routes.get(ONE + "/labels", this::labels);
  }

  private void list(Context http) {
    Access.Caller caller = access.caller(http, Right.REQUEST_READ);
    Query query = new Query(http);
    Listing listing = Listing.of(query, Set.of());
    query.end();
    Answers.ok(
        http,
        listing.view(
            "importListResult",
            store.imports().jobs(caller.scopeId(), listing.page()),
            this::view,
            () -> store.imports().countJobs(caller.scopeId())));
  }

  /** The rows of the body, and the template that they are to be ordered from. */
  private record File(RowSource rows, Supplier<ChosenTemplate> chosen) {}

  private void start(Context http) {
    Access.Caller caller = access.caller(http, Right.REQUEST_ORDER);
    Query query = new Query(http);
    Optional<String> template = query.text("template");
    List<ServiceChoice> services = services(query);
    ImportFiles.Terms terms =
        new ImportFiles.Terms(query.flag("overwriteIfDuplicate"), query.flag("dryRun"));
    query.end();
    if (terms.overwrite()) {
      caller.require(Right.REQUEST_WRITE);
    }
    File file = file(http, caller.scopeId(), template, services, ImportBody.MAX_BYTES);
    Answers.ok(
        http,
        view(files.receive(caller.scopeId(), caller.actor(), terms, file.rows(), file.chosen())));
  }

  /** What the device of one row would receive. */
  private void preview(Context http) {
    Access.Caller caller = access.caller(http, Right.REQUEST_ORDER);
    Query query = new Query(http);
    Optional<String> template = query.text("template");
    List<ServiceChoice> services = services(query);
    int row = query.number("row", 1, 1, ImportFiles.MOST_ROWS);
    query.end();
    File file = file(http, caller.scopeId(), template, services, Bodies.MAX_BYTES);
    ImportFiles.Preview preview =
        files.preview(caller.scopeId(), caller.actor(), file.rows(), row, file.chosen());
    Answers.ok(
        http,
        JsonView.of("importPreview")
            .number("line", preview.line())
            .text("clientId", preview.clientId())
            .text("username", preview.username())
            .text("configuration", preview.configuration()));
  }

  private File file(
      Context http,
      Id scopeId,
      Optional<String> template,
      List<ServiceChoice> services,
      long limit) {
    ImportBody.Format format = ImportBody.format(http);
    if (format == ImportBody.Format.BULK) {
      BulkRows bulk = new BulkRows(ImportBody.reader(http, limit));
      return new File(
          bulk,
          () ->
              chosen(
                  scopeId,
                  template.or(bulk::templateId),
                  services.isEmpty() ? bulk.services() : services));
    }
    ChosenTemplate known = chosen(scopeId, template, services);
    files.check(known);
    BufferedReader body = ImportBody.reader(http, limit);
    RowSource rows = format == ImportBody.Format.CSV ? new CsvRows(body) : new JsonLineRows(body);
    return new File(rows, () -> known);
  }

  private ChosenTemplate chosen(
      Id scopeId, Optional<String> template, List<ServiceChoice> services) {
    return new ChosenTemplate(
        TemplateResource.template(template.orElse("default"), scopeId, store), services);
  }

  /** {@code services=wireless=north,vpn=south}. */
  private static List<ServiceChoice> services(Query query) {
    List<ServiceChoice> services = new ArrayList<>();
    for (String choice : query.text("services").map(s -> s.split(",", -1)).orElse(new String[0])) {
      int equals = choice.lastIndexOf('=');
      if (equals < 1 || equals == choice.length() - 1) {
        throw RefusedException.invalid("services", "must be SERVICE=GROUP, with commas between");
      }
      services.add(
          new ServiceChoice(
              choice.substring(0, equals), Optional.of(choice.substring(equals + 1))));
    }
    return services;
  }

  private void get(Context http) {
    Answers.ok(http, view(job(http, access.caller(http, Right.REQUEST_READ))));
  }

  private void cancel(Context http) {
    Access.Caller caller = access.caller(http, Right.REQUEST_ORDER);
    ImportJob job = job(http, caller);
    Bodies.optional(http).ignore("type").end();
    Answers.ok(http, view(files.cancel(job, caller.actor())));
  }

  private void delete(Context http) {
    Access.Caller caller = access.caller(http, Right.REQUEST_ORDER);
    files.delete(job(http, caller), caller.actor());
    http.status(204);
  }

  /** As a file that may be imported again. */
  private void failures(Context http) {
    Access.Caller caller = access.caller(http, Right.REQUEST_ORDER);
    ImportJob job = job(http, caller);
    List<String> columns = job.order().columns();
    try (FileAnswer answer = FileAnswer.csv(http, "failures-" + job.id() + ".csv")) {
      List<String> header = new ArrayList<>(List.of("clientId", "serialNo"));
      header.addAll(columns);
      header.addAll(List.of(FileColumns.LINE, FileColumns.REASON));
      answer.write(CsvText.row(header));
      files.failures(
          job,
          failed -> {
            List<String> row = new ArrayList<>();
            row.add(failed.row().device().clientId());
            row.add(failed.row().device().serialNo().orElse(""));
            columns.forEach(c -> row.add(failed.row().device().columns().getOrDefault(c, "")));
            row.add(Long.toString(failed.row().line()));
            row.add(failed.reason());
            answer.write(CsvText.row(row));
          });
    }
  }

  /** They are forgotten when the last of them has been sent, and not before. */
  private void secrets(Context http) {
    Access.Caller caller = access.caller(http, Right.REQUEST_ORDER);
    ImportJob job = job(http, caller);
    files.requireSecrets(job);
    if (asksOnly(http)) {
      return;
    }
    try (FileAnswer answer = FileAnswer.csv(http, "secrets-" + job.id() + ".csv")) {
      answer.write(CsvText.row(SECRETS));
      files.secrets(
          job,
          label ->
              answer.write(
                  CsvText.row(
                      List.of(
                          label.clientId(),
                          label.username(),
                          label.password().orElse(""),
                          label.activationKey().orElse(""),
                          label.certificateDevId().orElse("")))));
    }
    files.forgetSecrets(job, caller.actor());
  }

  /** The same secrets as a page to print; told this way they are told, too. */
  private void labels(Context http) {
    Access.Caller caller = access.caller(http, Right.REQUEST_ORDER);
    ImportJob job = job(http, caller);
    files.requireSecrets(job);
    if (job.counts().created() + job.counts().overwritten() > MOST_LABELS) {
      throw RefusedException.conflict(
          "there are more than " + MOST_LABELS + " labels: take the secrets as a file");
    }
    if (asksOnly(http)) {
      return;
    }
    try (LabelPage page = new LabelPage(http)) {
      files.secrets(job, page::label);
    }
    files.forgetSecrets(job, caller.actor());
  }

  /** HEAD would get no secrets, and so must not use them up. */
  private static boolean asksOnly(Context http) {
    return http.method().equals(HandlerType.HEAD);
  }

  private ImportJob job(Context http, Access.Caller caller) {
    return store
        .imports()
        .job(Access.id(http, "importId", "import"))
        .filter(job -> job.scopeId().equals(caller.scopeId()))
        .orElseThrow(() -> RefusedException.unknown("import " + http.pathParam("importId")));
  }

  private JsonView view(ImportJob job) {
    ImportJob.Counts counts = job.counts();
    return JsonView.entity("import", job.id(), job.scopeId(), job.audit())
        .text("state", job.state().name())
        .id("templateId", job.order().templateId())
        .flag("overwriteIfDuplicate", job.order().overwrite())
        .flag("dryRun", job.order().dryRun())
        .number("rows", counts.rows())
        .number("done", counts.done())
        .number("created", counts.created())
        .number("unchanged", counts.unchanged())
        .number("overwritten", counts.overwritten())
        .number("failed", counts.failed())
        .number("percent", counts.rows() == 0 ? 0 : 100 * counts.done() / counts.rows())
        .flag("secretsTaken", job.secretsTaken())
        .text("failure", job.failure())
        .time("startedOn", job.startedOn())
        .time("endedOn", job.endedOn())
        .time("estimatedEnd", job.estimatedEnd(clock.instant()));
  }
}
