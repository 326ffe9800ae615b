// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.Actor;
import io.slipway.domain.Audit;
import io.slipway.domain.AuditRecord.Subject;
import io.slipway.domain.Id;
import io.slipway.domain.ProvisionTemplate;
import io.slipway.domain.TemplateBody;
import io.slipway.domain.TemplateComponent;
import io.slipway.domain.TemplateProperty;
import io.slipway.protocol.snapshot.PropertyType;
import io.slipway.security.IdSource;
import io.slipway.store.DuplicateException;
import io.slipway.store.StaleException;
import io.slipway.store.StoreReader;
import io.slipway.store.Templates;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What operators do to templates. */
public final class ProvisionTemplates {
  private final StoreReader store;
  private final RequestSecrets secrets;
  private final IdSource ids;
  private final AuditTrail trail;

  public ProvisionTemplates(
      StoreReader store, RequestSecrets secrets, IdSource ids, AuditTrail trail) {
    this.store = store;
    this.secrets = secrets;
    this.ids = ids;
    this.trail = trail;
  }

  /**
   * Makes a template in account {@code scopeId}.
   *
   * @param standard whether it becomes the account's default
   */
  public ProvisionTemplate create(Id scopeId, Actor by, boolean standard, TemplateDraft draft) {
    TemplateRules.check(draft);
    if (store.templates().templates(scopeId).size() >= TemplateRules.MOST) {
      throw RefusedException.conflict(
          "the account has " + TemplateRules.MOST + " templates, which is the most there can be");
    }
    ProvisionTemplate template =
        new ProvisionTemplate(
            ids.next(),
            scopeId,
            standard,
            draft.displayName(),
            draft.description(),
            sealed(draft.body(), List.of()),
            Audit.created(trail.now(), by.id()));
    try {
      recording(by, template, "created").create(template);
    } catch (DuplicateException other) {
      throw RefusedException.stale();
    }
    return template;
  }

  /** Replaces what a template says; requests that were made from it stay as they are. */
  public ProvisionTemplate edit(ProvisionTemplate current, Actor by, TemplateDraft draft) {
    TemplateRules.check(draft);
    ProvisionTemplate edited =
        current.with(
            draft.displayName(),
            draft.description(),
            sealed(draft.body(), current.body().components()),
            current.audit().modified(trail.now(), by.id()));
    try {
      recording(by, edited, "changed").update(edited);
    } catch (StaleException stale) {
      throw RefusedException.stale();
    }
    return edited;
  }

  /** Deletes a template with its services; requests that were made from it stay as they are. */
  public void delete(ProvisionTemplate template, Actor by) {
    RefusedException.unlessStale(() -> recording(by, template, "deleted").delete(template));
  }

  private TemplateBody sealed(TemplateBody body, List<TemplateComponent> known) {
    int index = 0;
    List<TemplateComponent> components = new ArrayList<>();
    for (TemplateComponent component : body.components()) {
      String at = "/body" + ConfigurationRules.AT + index++ + "/properties";
      components.add(
          component.with(
              component.properties().stream()
                  .map(p -> sealed(p, known(known, component.pid(), p.name()), at))
                  .toList()));
    }
    return body.with(components);
  }

  private static Optional<TemplateProperty> known(
      List<TemplateComponent> known, String pid, String name) {
    return known.stream()
        .filter(c -> c.pid().equals(pid))
        .flatMap(c -> c.properties().stream())
        .filter(p -> p.name().equals(name))
        .findFirst();
  }

  /** As {@link SealedPasswords}: who was shown a sealed password may hand it back in its place. */
  private TemplateProperty sealed(
      TemplateProperty given, Optional<TemplateProperty> before, String at) {
    if (given.value().type() != PropertyType.PASSWORD || given.isPlaceholder()) {
      return given;
    }
    if (!given.value().encrypted()) {
      return given.with(true, given.value().values().stream().map(secrets::sealValue).toList());
    }
    if (before.filter(b -> b.value().equals(given.value())).isEmpty()) {
      throw RefusedException.invalid(
          at,
          "property "
              + given.name()
              + " is encrypted: give it in clear, or leave it as it was shown");
    }
    return given;
  }

  private Templates recording(Actor by, ProvisionTemplate template, String action) {
    Subject subject =
        new Subject("provisionTemplate", template.id(), template.displayName().orElse(""));
    return trail.recording(by, template.scopeId(), action, subject).templates();
  }
}
