// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.Account;
import io.slipway.domain.Account.Quotas;
import io.slipway.domain.ExecutionStatus;
import io.slipway.store.DeviceFilter;
import io.slipway.store.RequestFilter;
import io.slipway.store.StoreReader;
import java.util.Optional;

/**
 * How many an account may have. Counted before what is new is written: orders that come in the same
 * moment may each find the last place.
 */
final class QuotaRules {
  private static final RequestFilter COMPLETED =
      new RequestFilter(Optional.empty(), Optional.of(ExecutionStatus.COMPLETED), Optional.empty());

  private QuotaRules() {}

  /** How many more requests there may be; each stands for a device that is yet to come. */
  static long roomForRequests(StoreReader store, Account account) {
    Quotas quotas = account.details().quotas();
    if (quotas.equals(Quotas.NONE)) {
      return Long.MAX_VALUE;
    }
    long requests = store.countRequests(account.id(), RequestFilter.ALL);
    long forRequests =
        quotas.requests().isPresent() ? quotas.requests().getAsInt() - requests : Long.MAX_VALUE;
    if (quotas.devices().isEmpty()) {
      return forRequests;
    }
    long toCome = requests - store.countRequests(account.id(), COMPLETED);
    long devices = store.countDevices(account.id(), DeviceFilter.ALL);
    return Math.min(forRequests, quotas.devices().getAsInt() - devices - toCome);
  }

  static void requireRoomForRequest(StoreReader store, Account account) {
    if (roomForRequests(store, account) < 1) {
      throw full(account);
    }
  }

  static void requireRoomForDevice(StoreReader store, Account account) {
    var most = account.details().quotas().devices();
    if (most.isPresent() && store.countDevices(account.id(), DeviceFilter.ALL) >= most.getAsInt()) {
      throw full(account);
    }
  }

  static RefusedException full(Account account) {
    Quotas quotas = account.details().quotas();
    StringBuilder limits = new StringBuilder();
    quotas.requests().ifPresent(q -> limits.append(q).append(" provision requests"));
    quotas
        .devices()
        .ifPresent(
            q ->
                limits
                    .append(limits.isEmpty() ? "" : " and ")
                    .append(q)
                    .append(" devices, those to come included"));
    return RefusedException.conflict(
        "account %s may have at most %s: delete some, or let an administrator of the account above"
                .formatted(account.name(), limits)
            + " raise its quota");
  }
}
