// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import io.slipway.domain.AuditRecord;
import io.slipway.domain.Id;
import io.slipway.domain.ProvisionRequest;
import java.util.List;
import java.util.Optional;

/** Writes many requests at once, and keeps their passwords until they are asked for. */
public interface Orders {

  /**
   * A request that is to be made.
   *
   * @param sealedPassword the one that was made for it, to be told once
   * @param record of who ordered it
   */
  record NewRequest(ProvisionRequest request, Optional<String> sealedPassword, AuditRecord record) {
    @Override
    public String toString() {
      return "NewRequest[" + request.clientId() + "]";
    }
  }

  /**
   * Makes requests in one transaction. Those that cannot be made do not hinder the others.
   *
   * @return for each why it was not made, empty where it was
   */
  List<Optional<String>> create(List<NewRequest> requests);

  /** The sealed password that is kept for a request. From now on it is kept no more. */
  Optional<String> takePassword(Id requestId);
}
