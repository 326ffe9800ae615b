// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.slipway.domain.Id;
import io.slipway.domain.ProvisionTemplate;
import io.slipway.domain.Right;
import io.slipway.registry.ProvisionTemplates;
import io.slipway.registry.RefusedException;
import io.slipway.registry.TemplateDraft;
import io.slipway.store.StoreReader;
import java.util.Optional;

/** {@code provisionTemplates}. */
final class TemplateResource implements Routes {
  static final String ALL = "/v1/{scopeId}/provisionTemplates";
  static final String ONE = ALL + "/{templateId}";

  /** Stands for the account's default template wherever an id may. */
  private static final String DEFAULT = "default";

  private final Access access;
  private final StoreReader store;
  private final ProvisionTemplates templates;

  TemplateResource(Access access, StoreReader store, ProvisionTemplates templates) {
    this.access = access;
    this.store = store;
    this.templates = templates;
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    routes.get(ALL, this::list);
    routes.post(ALL, this::put);
    routes.get(ONE, this::get);
    routes.delete(ONE, this::delete);
    routes.get(ONE + "/schema", this::schema);
  }

  /** The template in the path, where it belongs to the caller's account. */
  static ProvisionTemplate template(Context http, Access.Caller caller, StoreReader store) {
    return template(http.pathParam("templateId"), caller.scopeId(), store);
  }

  static ProvisionTemplate template(String text, Id scopeId, StoreReader store) {
    return find(text, scopeId, store)
        .orElseThrow(() -> RefusedException.unknown("provision template " + text));
  }

  private static Optional<ProvisionTemplate> find(String text, Id scopeId, StoreReader store) {
    return text.equals(DEFAULT)
        ? store.templates().standardTemplate(scopeId)
        : Id.parse(text)
            .flatMap(store.templates()::template)
            .filter(t -> t.scopeId().equals(scopeId));
  }

  private void list(Context http) {
    Access.Caller caller = access.caller(http, Right.TEMPLATE_READ);
    new Query(http).end();
    Answers.ok(
        http,
        JsonView.of("provisionTemplateListResult")
            .objects(
                "templates",
                store.templates().templates(caller.scopeId()).stream()
                    .map(TemplateJson::summary)
                    .toList()));
  }

  private void put(Context http) {
    Access.Caller caller = access.caller(http, Right.TEMPLATE_WRITE);
    Query query = new Query(http);
    Optional<String> name = query.text("templateId");
    query.end();
    TemplateDraft draft = TemplateJson.read(Bodies.required(http));
    Answers.ok(http, TemplateJson.view(put(caller, name, draft)));
  }

  private ProvisionTemplate put(Access.Caller caller, Optional<String> name, TemplateDraft draft) {
    boolean standard = name.filter(DEFAULT::equals).isPresent();
    Optional<ProvisionTemplate> current = name.flatMap(n -> find(n, caller.scopeId(), store));
    if (current.isPresent()) {
      return templates.edit(current.get(), caller.actor(), draft);
    }
    if (name.isPresent() && !standard) {
      throw RefusedException.unknown("provision template " + name.get());
    }
    return templates.create(caller.scopeId(), caller.actor(), standard, draft);
  }

  private void get(Context http) {
    Answers.ok(
        http, TemplateJson.view(template(http, access.caller(http, Right.TEMPLATE_READ), store)));
  }

  private void delete(Context http) {
    Access.Caller caller = access.caller(http, Right.TEMPLATE_DELETE);
    ProvisionTemplate template = template(http, caller, store);
    templates.delete(template, caller.actor());
    Answers.ok(http, TemplateJson.view(template));
  }

  private void schema(Context http) {
    Answers.ok(
        http, TemplateJson.schema(template(http, access.caller(http, Right.TEMPLATE_READ), store)));
  }
}
