// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import io.slipway.protocol.snapshot.ConfigurationSnapshot;
import java.util.List;
import java.util.Optional;

/**
 * Where an attempt leads, frozen when it starts. Values of type Password in the configuration are
 * sealed.
 *
 * @param observed whether the platform sees logins at that broker
 * @param componentPid the component that holds the connection's settings
 * @param certificate what the device gets, where one is ordered
 * @param parcels the applications that it gets, in order
 * @param rollBack whether those that are installed go where a later one fails
 */
public record Destination(
    String accountName,
    String brokerUrl,
    boolean observed,
    String componentPid,
    ConfigurationSnapshot configuration,
    Optional<CertificateOrder> certificate,
    List<Parcel> parcels,
    boolean rollBack) {
  public Destination {
    parcels = List.copyOf(parcels);
  }

  /** Without applications. */
  public Destination(
      String accountName,
      String brokerUrl,
      boolean observed,
      String componentPid,
      ConfigurationSnapshot configuration,
      Optional<CertificateOrder> certificate) {
    this(
        accountName,
        brokerUrl,
        observed,
        componentPid,
        configuration,
        certificate,
        List.of(),
        false);
  }

  /** Whether the device logs in there with its certificate alone. */
  public boolean withoutPassword() {
    return certificate.filter(c -> c.issue() == CertificateOrder.Issue.INSTEAD).isPresent();
  }
}
