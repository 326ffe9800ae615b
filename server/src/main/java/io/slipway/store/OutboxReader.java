// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import io.slipway.domain.Id;
import io.slipway.domain.RequestEvent;
import io.slipway.domain.Webhook;
import java.util.List;
import java.util.Optional;

/** Reads events and webhooks; throws as {@link StoreReader} does. */
public interface OutboxReader {

  Optional<Webhook> webhook(Id hookId);

  /** Those of an account, the one with this name where one is given, the newest first. */
  Page<Webhook> webhooks(Id scopeId, Optional<String> name, PageRequest page);

  long countWebhooks(Id scopeId, Optional<String> name);

  /** How many events have not been delivered to a webhook yet. */
  long waiting(Id hookId);

  /** What was told of an account after an event, in order. */
  List<RequestEvent> events(Id scopeId, long after, int most);

  /** The number of the last event of all accounts, 0 where there was none. */
  long newestEvent();
}
