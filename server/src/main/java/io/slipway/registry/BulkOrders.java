// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.Actor;
import io.slipway.domain.Id;
import io.slipway.domain.ProvisionTemplate;
import io.slipway.store.StoreUnavailableException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Orders for many devices that are made from one template. */
public final class BulkOrders {
  /** Who waits for an answer; more devices come as a file. */
  public static final int MOST_DEVICES = 1_000;

  private static final int BATCH = 100;

  private final ProvisionRequests requests;
  private final OrderPlans plans;
  private final Clock clock;

  public BulkOrders(ProvisionRequests requests, OrderPlans plans, Clock clock) {
    this.requests = requests;
    this.plans = plans;
    this.clock = clock;
  }

  /** Orders what can be ordered; returns for each device what came of it. */
  public List<OrderOutcome> order(ProvisionTemplate template, Actor by, BulkDraft draft) {
    if (draft.devices().size() > MOST_DEVICES) {
      throw RefusedException.invalid(
          "/devices",
          "are more than " + MOST_DEVICES + ": send them as a file to /v1/{scopeId}/imports");
    }
    OrderPlan plan = plans.of(template, draft.services());
    requests.requireBroker(template);
    List<OrderOutcome> outcomes = new ArrayList<>();
    for (int from = 0; from < draft.devices().size(); from += BATCH) {
      int to = Math.min(from + BATCH, draft.devices().size());
      List<DeviceRow> some = draft.devices().subList(from, to);
      outcomes.addAll(orderSome(template.scopeId(), by, plan, some, from > 0));
    }
    return outcomes;
  }

  /**
   * @param begun whether devices have been ordered already, and so what fails now must be told of
   *     each
   */
  private List<OrderOutcome> orderSome(
      Id scopeId, Actor by, OrderPlan plan, List<DeviceRow> rows, boolean begun) {
    try {
      return orderSome(scopeId, by, plan, rows);
    } catch (StoreUnavailableException away) {
      if (!begun) {
        throw away;
      }
      return Collections.nCopies(
          rows.size(), new OrderOutcome.Refused("the database could not be used; try it again"));
    }
  }

  private List<OrderOutcome> orderSome(Id scopeId, Actor by, OrderPlan plan, List<DeviceRow> rows) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    OrderOutcome[] outcomes = new OrderOutcome[rows.size()];
    List<RequestDraft> drafts = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      try {
        drafts.add(plan.draft(rows.get(i), now));
        places.add(i);
      } catch (RefusedException refused) {
        outcomes[i] = new OrderOutcome.Refused(refused.getMessage());
      }
    }
    List<OrderOutcome> made = requests.createAll(scopeId, by, drafts);
    for (int i = 0; i < made.size(); i++) {
      outcomes[places.get(i)] = made.get(i);
    }
    return List.of(outcomes);
  }
}
