// SPDX-License-Identifier: Apache-2.0
package io.slipway.store;

import io.slipway.domain.CertificateRenewal;
import java.util.Optional;

/** Which wishes to renew an expired certificate; what is empty is not looked at. */
public record RenewalFilter(Optional<CertificateRenewal.State> state, Optional<String> clientId) {}
