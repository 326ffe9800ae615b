// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.Actor;
import io.slipway.domain.Audit;
import io.slipway.domain.AuditRecord.Subject;
import io.slipway.domain.Id;
import io.slipway.domain.ProvidedService;
import io.slipway.domain.ProvisionGroup;
import io.slipway.store.StaleException;
import io.slipway.store.StoreReader;
import io.slipway.store.Templates;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What operators do to groups of provided services. */
public final class ProvisionGroups {
  private final StoreReader store;
  private final AuditTrail trail;

  public ProvisionGroups(StoreReader store, AuditTrail trail) {
    this.store = store;
    this.trail = trail;
  }

  /** Makes a group, or replaces what is said of the one that has this name. */
  public ProvisionGroup put(Id scopeId, Actor by, GroupDraft draft) {
    TemplateRules.checkSegment("/name", draft.name());
    TemplateRules.checkTexts(draft.displayName(), draft.description());
    Optional<ProvisionGroup> current = store.templates().group(scopeId, draft.name());
    if (current.isEmpty() && store.templates().groups(scopeId).size() >= TemplateRules.MOST) {
      throw RefusedException.conflict(
          "the account has " + TemplateRules.MOST + " groups, which is the most there can be");
    }
    Instant now = trail.now();
    ProvisionGroup group =
        new ProvisionGroup(
            scopeId,
            draft.name(),
            draft.displayName(),
            draft.description(),
            draft.defaultGroup(),
            current.map(g -> g.audit().modified(now, by.id())).orElse(Audit.created(now, by.id())));
    recording(by, group, current.isPresent() ? "changed" : "created").put(group);
    return group;
  }

  /** Deletes a group that no service is of. */
  public void delete(ProvisionGroup group, Actor by) {
    List<ProvidedService> services = store.templates().servicesOf(group.scopeId(), group.name());
    if (!services.isEmpty()) {
      throw inUse(group, services);
    }
    try {
      recording(by, group, "deleted").deleteGroup(group.scopeId(), group.name());
    } catch (StaleException stale) {
      List<ProvidedService> came = store.templates().servicesOf(group.scopeId(), group.name());
      throw came.isEmpty() ? RefusedException.stale() : inUse(group, came);
    }
  }

  /** A group has no id of its own. */
  private Templates recording(Actor by, ProvisionGroup group, String action) {
    Subject subject = new Subject("provisionGroup", group.scopeId(), group.name());
    return trail.recording(by, group.scopeId(), action, subject).templates();
  }

  private static RefusedException inUse(ProvisionGroup group, List<ProvidedService> services) {
    return RefusedException.conflict(
        "group "
            + group.name()
            + " is that of provided services, which are to be deleted first: "
            + services.stream()
                .limit(10)
                .map(s -> s.serviceId() + " of template " + s.templateId())
                .collect(Collectors.joining(", ")));
  }
}
