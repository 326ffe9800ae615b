// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import io.slipway.domain.AuditRecord;
import io.slipway.domain.Id;
import io.slipway.domain.RequestEvent;
import io.slipway.domain.Webhook;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What happens to requests, on its way to those who listen. A record of an account that somebody
 * listens to is written as untold; when it is told it becomes an event with a number, and waits for
 * each webhook that wants it until that has taken it.
 */
public interface Outbox extends OutboxReader {

  /** Throws {@link DuplicateException} where the account has one of this name. */
  void create(Webhook hook);

  /**
   * Writes terms and secret; throws {@link StaleException} where {@code optlock} is not one below,
   * and {@link DuplicateException} where the name is taken.
   */
  void update(Webhook hook);

  /** With all that waits for it. */
  void delete(Webhook hook);

  /** Somebody listens to an account, at least until then. */
  void listen(Id scopeId, Instant until);

  /** Records that nobody was told of yet, oldest first. */
  List<AuditRecord> untold(int most);

  /**
   * Makes events of records. Throws {@link StaleException} where somebody else has told of any.
   *
   * @param now from when on they are to be delivered
   */
  void tell(List<AuditRecord> untold, Instant now);

  /** Those that something is to be sent to, and that no other node which is alive sends to. */
  List<Webhook> open(Optional<Id> self, Instant now);

  /** Throws {@link StaleException} where the progress' revision is not one below the given. */
  void takeUp(Webhook hook);

  /**
   * An event that a webhook waits for.
   *
   * @param tries that have failed
   * @param failingSince when the first of them did
   */
  record Delivery(RequestEvent event, int tries, Optional<Instant> failingSince) {}

  /** What is to be sent now: of each request the first that waits. */
  List<Delivery> due(Id hookId, Instant now, int most);

  /** When what could not be delivered is to be tried again. */
  record Retry(int tries, Instant dueOn, Instant failingSince) {}

  /**
   * What came of a delivery.
   *
   * @param retry empty where it was taken
   */
  record Settled(long event, Optional<Retry> retry) {}

  /** Throws {@link StaleException} as {@link #takeUp} does; then nothing was settled. */
  void settle(Webhook next, List<Settled> settled);

  /** All that waits is to be tried now, whatever it was put off to. */
  void hurry(Id hookId, Instant now);

  /** The same for one that was given up; throws {@link StaleException} as {@link #takeUp} does. */
  void resume(Webhook next, Instant now);

  /** How many events wait for webhooks. */
  long waiting();

  /** Forgets events that were told before and are delivered, and accounts nobody listens to. */
  void forget(Instant toldBefore, Instant now);
}
