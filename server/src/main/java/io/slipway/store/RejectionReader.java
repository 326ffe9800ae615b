// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import io.slipway.domain.Id;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.Rejection;
import java.util.List;

/** Reads which devices were turned away; throws as {@link StoreReader} does. */
public interface RejectionReader {

  /** Those of an account with this client id, the newest first. */
  List<Rejection> of(Id scopeId, String clientId);

  /** The requests of all accounts for this client id, the eight oldest at most. */
  List<ProvisionRequest> orders(String clientId);
}
