// SPDX-License-Identifier: Apache-2.0
package io.slipway.events;

import io.slipway.domain.AuditRecord;
import io.slipway.domain.Id;
import io.slipway.store.Node;
import io.slipway.store.Nodes;
import io.slipway.store.Outbox;
import io.slipway.store.StaleException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes events of what was recorded. Of the nodes that are alive the one with the lowest id does
 * it; where two believe to be that one, the store lets one of them through.
 */
final class EventRelay {
  private static final Logger LOG = LoggerFactory.getLogger(EventRelay.class);
  private static final int TOLD_AT_ONCE = 500;
  private static final Duration KEPT = Duration.ofDays(1);

  private final Outbox outbox;
  private final Nodes nodes;
  private final Optional<Id> self;

  EventRelay(Outbox outbox, Nodes nodes, Optional<Id> self) {
    this.outbox = outbox;
    this.nodes = nodes;
    this.self = self;
  }

  boolean isOurs() {
    return self.isEmpty()
        || nodes.alive().stream().map(Node::id).min(Comparator.naturalOrder()).equals(self);
  }

  void tell(Instant now) {
    try {
      List<AuditRecord> untold = outbox.untold(TOLD_AT_ONCE);
      while (!untold.isEmpty()) {
        outbox.tell(untold, now);
        untold = untold.size() < TOLD_AT_ONCE ? List.of() : outbox.untold(TOLD_AT_ONCE);
      }
    } catch (StaleException another) {
      LOG.debug("another node tells of what happened", another);
    }
  }

  void forget(Instant now) {
    outbox.forget(now.minus(KEPT), now);
  }
}
