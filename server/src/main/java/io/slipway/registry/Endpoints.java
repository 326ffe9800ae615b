// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.Actor;
import io.slipway.domain.Audit;
import io.slipway.domain.AuditRecord.Subject;
import io.slipway.domain.EndpointInfo;
import io.slipway.domain.Id;
import io.slipway.security.IdSource;
import io.slipway.store.DuplicateException;
import io.slipway.store.StaleException;
import io.slipway.store.Store;
import java.util.Set;
import java.util.regex.Pattern;

/** What operators do to endpoints. */
public final class Endpoints {
  private static final Set<String> SCHEMAS = Set.of("mqtt", "mqtts");
  private static final Set<String> USAGES =
      Set.of(EndpointInfo.MESSAGE_BROKER, EndpointInfo.PROVISION, EndpointInfo.UNOBSERVED);
  private static final int LONGEST_HOST = 253;
  private static final Pattern HOST_NAME =
      Pattern.compile(
          "[A-Za-z0-9]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?"
              + "(\\.[A-Za-z0-9]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?)*\\.?");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

  private final IdSource ids;
  private final AuditTrail trail;

  public Endpoints(IdSource ids, AuditTrail trail) {
    this.ids = ids;
    this.trail = trail;
  }

  /** Makes an endpoint in account {@code scopeId}. */
  public EndpointInfo create(Id scopeId, Actor by, EndpointDraft draft) {
    check(draft);
    EndpointInfo endpoint =
        endpoint(ids.next(), scopeId, draft, Audit.created(trail.now(), by.id()));
    try {
      recording(by, endpoint, "created").create(endpoint);
    } catch (DuplicateException taken) {
      throw duplicate(endpoint, taken);
    }
    return endpoint;
  }

  /**
   * Replaces what is said of an endpoint; requests that lead there follow with their next attempt.
   *
   * @param optlock of what the change was decided on
   */
  public EndpointInfo edit(EndpointInfo current, Actor by, int optlock, EndpointDraft draft) {
    check(draft);
    if (optlock != current.audit().optlock()) {
      throw RefusedException.stale();
    }
    EndpointInfo edited =
        endpoint(
            current.id(), current.scopeId(), draft, current.audit().modified(trail.now(), by.id()));
    try {
      recording(by, edited, "changed").update(edited);
    } catch (StaleException stale) {
      throw RefusedException.stale();
    } catch (DuplicateException taken) {
      throw duplicate(edited, taken);
    }
    return edited;
  }

  public void delete(EndpointInfo endpoint, Actor by) {
    RefusedException.unlessStale(() -> recording(by, endpoint, "deleted").delete(endpoint));
  }

  private static EndpointInfo endpoint(Id id, Id scopeId, EndpointDraft draft, Audit audit) {
    return new EndpointInfo(
        id,
        scopeId,
        draft.schema(),
        draft.dns(),
        draft.port(),
        draft.secure(),
        draft.usages(),
        audit);
  }

  private static void check(EndpointDraft draft) {
    if (!SCHEMAS.contains(draft.schema())) {
      throw RefusedException.invalid("/schema", "must be mqtt or mqtts");
    }
    if (draft.schema().equals("mqtts") && !draft.secure()) {
      throw RefusedException.invalid("/secure", "must be true where the schema is mqtts");
    }
    if (!isHost(draft.dns())) {
      throw RefusedException.invalid("/dns", "must be a host name or an IP address");
    }
    if (draft.port() < 1 || draft.port() > 65_535) {
      throw RefusedException.invalid("/port", "must be from 1 to 65535");
    }
    if (!USAGES.containsAll(draft.usages())) {
      throw RefusedException.invalid(
          "/usages", "must be some of MESSAGE_BROKER, PROVISION, UNOBSERVED");
    }
  }

  private static boolean isHost(String dns) {
    return dns.length() <= LONGEST_HOST
        && (HOST_NAME.matcher(dns).matches() || dns.contains(":") && IPV6.matcher(dns).matches());
  }

  private static RefusedException duplicate(EndpointInfo endpoint, DuplicateException taken) {
    RefusedException refused =
        RefusedException.duplicate("endpoint " + url(endpoint) + " exists already in this account");
    refused.initCause(taken);
    return refused;
  }

  private Store recording(Actor by, EndpointInfo endpoint, String action) {
    Subject subject = new Subject("endpointInfo", endpoint.id(), url(endpoint));
    return trail.recording(by, endpoint.scopeId(), action, subject);
  }

  private static String url(EndpointInfo endpoint) {
    return endpoint.schema() + " " + endpoint.dns() + ":" + endpoint.port();
  }
}
