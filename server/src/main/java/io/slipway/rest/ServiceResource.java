// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.slipway.domain.ProvidedService;
import io.slipway.domain.ProvisionTemplate;
import io.slipway.domain.Right;
import io.slipway.registry.ProvidedServices;
import io.slipway.registry.RefusedException;
import io.slipway.registry.ServiceDraft;
import io.slipway.store.StoreReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code providedServices} of a template. */
final class ServiceResource implements Routes {
  private static final String ALL = TemplateResource.ONE + "/providedServices";
  private static final String ONE = ALL + "/{serviceId}/{groupId}";

  private final Access access;
  private final StoreReader store;
  private final ProvidedServices services;

  ServiceResource(Access access, StoreReader store, ProvidedServices services) {
    this.access = access;
    this.store = store;
    this.services = services;
  }

  @Override
  public void addTo(JavalinDefaultRoutingApi routes) {
    routes.get(ALL, this::list);
    routes.post(ALL, this::put);
    routes.get(ONE, this::get);
    routes.delete(ONE, this::delete);
    routes.post(ONE, this::makeDefault);
  }

  private void list(Context http) {
    ProvisionTemplate template =
        TemplateResource.template(http, access.caller(http, Right.TEMPLATE_READ), store);
    // The original calls this list so.
    Answers.ok(
        http,
        JsonView.of("providedServiceListResult")
            .id("templateId", template.id())
            .objects(
                "schema",
                store.templates().services(template.id()).stream().map(this::summary).toList()));
  }

  private void put(Context http) {
    Access.Caller caller = access.caller(http, Right.TEMPLATE_WRITE);
    ProvisionTemplate template = TemplateResource.template(http, caller, store);
    ServiceDraft draft = draft(Bodies.required(http));
    ProvidedService service = services.put(template, caller.actor(), draft);
    Answers.ok(http, summary(service).text("type", "providedService"));
  }

  private void get(Context http) {
    Answers.ok(http, view(service(http, access.caller(http, Right.TEMPLATE_READ))));
  }

  private void delete(Context http) {
    Access.Caller caller = access.caller(http, Right.TEMPLATE_DELETE);
    ProvidedService service = service(http, caller);
    services.delete(service, caller.actor());
    Answers.ok(http, view(service));
  }

  private void makeDefault(Context http) {
    Access.Caller caller = access.caller(http, Right.TEMPLATE_WRITE);
    ProvidedService service = service(http, caller);
    Query query = new Query(http);
    boolean wanted = query.flag("defaultService");
    if (query.text("defaultService").isEmpty()) {
      throw RefusedException.required("defaultService");
    }
    query.end();
    Answers.ok(http, view(services.makeDefault(service, caller.actor(), wanted)));
  }

  private ProvidedService service(Context http, Access.Caller caller) {
    String serviceId = http.pathParam("serviceId");
    String group = http.pathParam("groupId");
    return store
        .templates()
        .service(TemplateResource.template(http, caller, store).id(), serviceId, group)
        .orElseThrow(() -> RefusedException.unknown("service " + serviceId + " of group " + group));
  }

  private static ServiceDraft draft(JsonFields body) {
    body.ignore("type", "templateId", "groupDetails");
    Map<String, List<String>> values = new LinkedHashMap<>();
    body.objects("values", v -> value(v, values));
    ServiceDraft draft =
        new ServiceDraft(
            body.requiredText("serviceId"),
            body.text("group"),
            body.text("displayName"),
            body.text("description"),
            body.flag("defaultService", false),
            values);
    body.end();
    return draft;
  }

  private static String value(JsonFields value, Map<String, List<String>> values) {
    String name = value.requiredText("name");
    if (values.put(name, value.scalars("value")) != null) {
      throw value.invalid("name", "is given twice");
    }
    return name;
  }

  private JsonView summary(ProvidedService service) {
    JsonView view =
        JsonView.untyped().text("serviceId", service.serviceId()).text("group", service.group());
    store
        .templates()
        .group(service.scopeId(), service.group())
        .ifPresent(group -> view.object("groupDetails", GroupResource.view(group)));
    return view.text("displayName", service.displayName())
        .text("description", service.description())
        .flag("defaultService", service.defaultService());
  }

  private JsonView view(ProvidedService service) {
    return summary(service)
        .text("type", "providedService")
        .id("templateId", service.templateId())
        .objects(
            "values",
            service.sortedValues().entrySet().stream()
                .map(
                    v ->
                        JsonView.untyped()
                            .text("name", v.getKey())
                            .texts("value", v.getValue().values()))
                .toList());
  }
}
