// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.Actor;
import io.slipway.domain.AuditRecord;
import io.slipway.domain.AuditRecord.Subject;
import io.slipway.domain.Id;
import io.slipway.security.IdSource;
import io.slipway.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** Sees to it that nothing is written without a record of who did it. */
public final class AuditTrail {
  private final Store store;
  private final IdSource ids;
  private final Clock clock;

  public AuditTrail(Store store, IdSource ids, Clock clock) {
    this.store = store;
    this.ids = ids;
    this.clock = clock;
  }

  /** A store whose writes are recorded as one deed, in the transaction that they are made in. */
  Store recording(Actor by, Id scopeId, String action, Subject subject) {
    return recording(by, scopeId, action, subject, Map.of());
  }

  Store recording(
      Actor by, Id scopeId, String action, Subject subject, Map<String, String> detail) {
    return store.audited(new AuditRecord(ids.next(), scopeId, now(), by, action, subject, detail));
  }

  /** Records a deed that is no write of its own. */
  void note(Actor by, Id scopeId, String action, Subject subject) {
    store.keep(record(by, scopeId, action, subject));
  }

  /** A record that is not kept yet. */
  AuditRecord record(Actor by, Id scopeId, String action, Subject subject) {
    return record(by, scopeId, action, subject, Map.of());
  }

  private AuditRecord record(
      Actor by, Id scopeId, String action, Subject subject, Map<String, String> detail) {
    return new AuditRecord(ids.next(), scopeId, now(), by, action, subject, detail);
  }

  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
