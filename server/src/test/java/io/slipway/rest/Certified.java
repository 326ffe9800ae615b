// SPDX-License-Identifier: Apache-2.0
package io.slipway.rest;

import io.slipway.domain.DeviceCertificate;
import io.slipway.domain.Id;
import io.slipway.domain.ProvisionRequest;
import io.slipway.domain.ProvisioningSession;
import io.slipway.domain.Timing;
import io.slipway.store.SessionChange;
import io.slipway.store.Store;
import java.util.Optional;

/** Gives certificates to devices, as sessions do. */
final class Certified {
  private Certified() {}

  static Id give(Store store, ProvisionRequest request, DeviceCertificate certificate) {
    ProvisioningSession session =
        ProvisioningSession.restored(request, Optional.empty(), Timing.DEFAULT).revised();
    store.save(
        new SessionChange(
                session.request(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty())
            .with(certificate));
    return certificate.id();
  }
}
