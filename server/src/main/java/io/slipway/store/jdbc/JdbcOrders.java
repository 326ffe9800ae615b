// SPDX-License-Identifier: Apache-2.0
package io.slipway.store.jdbc;

import io.slipway.domain.Id;
import io.slipway.store.Orders;
import io.slipway.store.StaleException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Orders over JDBC. */
record JdbcOrders(JdbcStore store) implements Orders {

  @Override
  public List<Optional<String>> create(List<NewRequest> requests) {
    List<Optional<String>> results = new ArrayList<>();
    store.write(
        sql -> {
          // It may be run twice, and then only the last time counts.
          results.clear();
          for (NewRequest request : requests) {
            results.add(ManyRequests.create(sql, request));
          }
        });
    return List.copyOf(results);
  }

  @Override
  public Optional<String> takePassword(Id requestId) {
    List<String> taken = new ArrayList<>();
    try {
      store.write(
          sql -> {
            taken.clear();
            taken.addAll(ManyRequests.takePassword(sql, requestId));
            // Where nothing is told, no record may say that it was.
            Failures.staleUnless(!taken.isEmpty(), "the password");
          });
    } catch (StaleException toldBefore) {
      return Optional.empty();
    }
    return taken.stream().findFirst();
  }
}
