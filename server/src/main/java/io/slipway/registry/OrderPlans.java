// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.Account;
import io.slipway.domain.Id;
import io.slipway.domain.ProvidedService;
import io.slipway.domain.ProvisionGroup;
import io.slipway.domain.ProvisionTemplate;
import io.slipway.domain.ServiceSchema;
import io.slipway.domain.TemplateBody;
import io.slipway.domain.TemplateProperty;
import io.slipway.protocol.snapshot.PropertyType;
import io.slipway.store.StoreReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Finds out what an order for many devices is made from: a template, and services to fill it. */
public final class OrderPlans {
  private final StoreReader store;
  private final RequestSecrets secrets;

  public OrderPlans(StoreReader store, RequestSecrets secrets) {
    this.store = store;
    this.secrets = secrets;
  }

  /**
   * Throws {@link RefusedException} where a service is missing that the template needs.
   *
   * @param choices services, where not the default ones are wanted
   */
  public OrderPlan of(ProvisionTemplate template, List<ServiceChoice> choices) {
    return opened(template.scopeId(), filled(template, choices));
  }

  /** What a template says where services fill it; its passwords are sealed. */
  TemplateBody filled(ProvisionTemplate template, List<ServiceChoice> choices) {
    List<ProvidedService> all = store.templates().services(template.id());
    List<ServiceSchema> schema = template.body().schema();
    refuseUnneeded(schema, choices);
    List<ProvidedService> chosen = new ArrayList<>();
    for (ServiceSchema service : schema) {
      List<ProvidedService> offered =
          all.stream().filter(s -> s.serviceId().equals(service.serviceId())).toList();
      chosen.add(chosen(service.serviceId(), template.scopeId(), offered, choices));
    }
    TemplateBody filled = template.body().fill(chosen);
    filled.schema().stream()
        .findFirst()
        .ifPresent(
            missing -> {
              throw RefusedException.conflict(incomplete(missing));
            });
    return filled;
  }

  OrderPlan opened(Id scopeId, TemplateBody filled) {
    return new OrderPlan(store.account(scopeId).map(Account::name).orElse(""), opened(filled));
  }

  private static void refuseUnneeded(List<ServiceSchema> schema, List<ServiceChoice> choices) {
    Set<String> needed = schema.stream().map(ServiceSchema::serviceId).collect(Collectors.toSet());
    for (int i = 0; i < choices.size(); i++) {
      String serviceId = choices.get(i).serviceId();
      String field = "/providedServices/" + i + "/serviceId";
      if (!needed.contains(serviceId)) {
        throw RefusedException.invalid(
            field, "is no service that the template has placeholders for");
      }
      if (choices.stream().filter(c -> c.serviceId().equals(serviceId)).count() > 1) {
        throw RefusedException.invalid(field, "is given twice");
      }
    }
  }

  /** The named one; else the default service; else the one of the default group. */
  private ProvidedService chosen(
      String serviceId, Id scopeId, List<ProvidedService> offered, List<ServiceChoice> choices) {
    Optional<String> named =
        choices.stream()
            .filter(c -> c.serviceId().equals(serviceId))
            .flatMap(c -> c.group().stream())
            .findFirst();
    if (named.isPresent()) {
      return first(offered, s -> s.group().equals(named.get()))
          .orElseThrow(() -> missing(serviceId, "has none in group " + named.get(), offered));
    }
    return first(offered, ProvidedService::defaultService)
        .or(
            () ->
                defaultGroup(scopeId)
                    .flatMap(group -> first(offered, s -> s.group().equals(group))))
        .orElseThrow(() -> missing(serviceId, "has no default one", offered));
  }

  private Optional<String> defaultGroup(Id scopeId) {
    return store.templates().groups(scopeId).stream()
        .filter(ProvisionGroup::defaultGroup)
        .map(ProvisionGroup::name)
        .findFirst();
  }

  private static Optional<ProvidedService> first(
      List<ProvidedService> offered, Predicate<ProvidedService> wanted) {
    return offered.stream().filter(wanted).findFirst();
  }

  private static RefusedException missing(
      String serviceId, String what, List<ProvidedService> offered) {
    return RefusedException.invalid(
        "/providedServices",
        "the template needs service %s and %s; %s"
            .formatted(
                serviceId,
                what,
                offered.isEmpty()
                    ? "make one first"
                    : "there are those of the groups "
                        + offered.stream()
                            .map(ProvidedService::group)
                            .collect(Collectors.joining(", "))));
  }

  private static String incomplete(ServiceSchema missing) {
    return "the template has changed since service %s was supplied; supply it again, with %s"
        .formatted(
            missing.serviceId(),
            missing.fields().stream()
                .map(ServiceSchema.Field::id)
                .collect(Collectors.joining(", ")));
  }

  private TemplateBody opened(TemplateBody sealed) {
    return sealed.with(
        sealed.components().stream()
            .map(c -> c.with(c.properties().stream().map(this::opened).toList()))
            .toList());
  }

  private TemplateProperty opened(TemplateProperty property) {
    return property.value().type() == PropertyType.PASSWORD
        ? property.with(false, property.value().values().stream().map(secrets::openValue).toList())
        : property;
  }
}
