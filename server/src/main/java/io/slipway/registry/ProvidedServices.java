// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.Actor;
import io.slipway.domain.Audit;
import io.slipway.domain.AuditRecord.Subject;
import io.slipway.domain.ProvidedService;
import io.slipway.domain.ProvidedService.Value;
import io.slipway.domain.ProvisionGroup;
import io.slipway.domain.ProvisionTemplate;
import io.slipway.domain.ServiceSchema;
import io.slipway.protocol.snapshot.PropertyType;
import io.slipway.store.StaleException;
import io.slipway.store.StoreReader;
import io.slipway.store.Templates;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What operators do to the services that fill the placeholders of templates. */
public final class ProvidedServices {
  private final StoreReader store;
  private final RequestSecrets secrets;
  private final AuditTrail trail;

  public ProvidedServices(StoreReader store, RequestSecrets secrets, AuditTrail trail) {
    this.store = store;
    this.secrets = secrets;
    this.trail = trail;
  }

  /** Makes a service of a template, or replaces the one that has this name and group. */
  public ProvidedService put(ProvisionTemplate template, Actor by, ServiceDraft draft) {
    TemplateRules.checkTexts(draft.displayName(), draft.description());
    ServiceSchema schema = schema(template, draft.serviceId());
    String group = group(template, draft);
    List<ProvidedService> all = store.templates().services(template.id());
    Optional<ProvidedService> current =
        all.stream()
            .filter(s -> s.serviceId().equals(draft.serviceId()) && s.group().equals(group))
            .findFirst();
    if (current.isEmpty() && all.size() >= TemplateRules.MOST) {
      throw RefusedException.conflict(
          "the template has " + TemplateRules.MOST + " services, which is the most there can be");
    }
    ProvidedService service =
        new ProvidedService(
            template.id(),
            template.scopeId(),
            draft.serviceId(),
            group,
            draft.displayName(),
            draft.description(),
            draft.defaultService(),
            values(schema, draft, current.map(ProvidedService::values).orElse(Map.of())),
            current
                .map(s -> s.audit().modified(trail.now(), by.id()))
                .orElse(Audit.created(trail.now(), by.id())));
    store(by, service, current.isPresent() ? "changed" : "created");
    return service;
  }

  /** Says whether a service counts where an order names no group for it. */
  public ProvidedService makeDefault(ProvidedService service, Actor by, boolean defaultService) {
    ProvidedService edited =
        service.with(defaultService, service.audit().modified(trail.now(), by.id()));
    store(by, edited, "changed");
    return edited;
  }

  public void delete(ProvidedService service, Actor by) {
    RefusedException.unlessStale(() -> recording(by, service, "deleted").delete(service));
  }

  private void store(Actor by, ProvidedService service, String action) {
    try {
      recording(by, service, action).put(service);
    } catch (StaleException gone) {
      throw RefusedException.stale();
    }
  }

  private static ServiceSchema schema(ProvisionTemplate template, String serviceId) {
    List<ServiceSchema> all = template.body().schema();
    return all.stream()
        .filter(s -> s.serviceId().equals(serviceId))
        .findFirst()
        .orElseThrow(
            () ->
                RefusedException.invalid(
                    "/serviceId",
                    all.isEmpty()
                        ? "cannot be supplied: the template has no placeholders"
                        : "must be one that the template has placeholders for: "
                            + all.stream()
                                .map(ServiceSchema::serviceId)
                                .collect(Collectors.joining(", "))));
  }

  private String group(ProvisionTemplate template, ServiceDraft draft) {
    if (draft.group().isPresent()) {
      return store
          .templates()
          .group(template.scopeId(), draft.group().get())
          .map(ProvisionGroup::name)
          .orElseThrow(
              () -> RefusedException.invalid("/group", "is no provision group of this account"));
    }
    return store.templates().groups(template.scopeId()).stream()
        .filter(ProvisionGroup::defaultGroup)
        .map(ProvisionGroup::name)
        .findFirst()
        .orElseThrow(() -> RefusedException.required("/group"));
  }

  private Map<String, Value> values(
      ServiceSchema schema, ServiceDraft draft, Map<String, Value> known) {
    Map<String, Value> values = new LinkedHashMap<>();
    draft
        .values()
        .forEach(
            (name, given) -> {
              ServiceSchema.Field field =
                  schema
                      .field(name)
                      .orElseThrow(
                          () ->
                              RefusedException.invalid(
                                  "/values", name + " is no placeholder of the template"));
              values.put(name, value(field, given, Optional.ofNullable(known.get(name))));
            });
    for (ServiceSchema.Field field : schema.fields()) {
      if (!values.containsKey(field.id())) {
        throw RefusedException.invalid("/values", "must supply " + field.id());
      }
    }
    return values;
  }

  private Value value(ServiceSchema.Field field, List<String> given, Optional<Value> known) {
    boolean password = field.type() == PropertyType.PASSWORD;
    if (password && known.filter(k -> k.sealed() && k.values().equals(given)).isPresent()) {
      return known.get();
    }
    TemplateRules.problem(field, given)
        .ifPresent(
            problem -> {
              throw RefusedException.invalid("/values", field.id() + " " + problem);
            });
    return password
        ? new Value(true, given.stream().map(secrets::sealValue).toList())
        : new Value(false, given);
  }

  /** A service has no id but its template's. */
  private Templates recording(Actor by, ProvidedService service, String action) {
    String name = service.serviceId() + " " + service.group();
    Subject subject = new Subject("providedService", service.templateId(), name);
    return trail.recording(by, service.scopeId(), action, subject).templates();
  }
}
