// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

/** All that people and programs do here, by what they do it to. */
public record Registry(
    ProvisionRequests requests,
    Orders orders,
    Devices devices,
    Endpoints endpoints,
    Accounts accounts,
    Users users,
    UserCredentials credentials,
    UserLogins logins,
    Sessions sessions,
    Webhooks webhooks,
    Authorities authorities,
    LateRenewals renewals,
    ManufacturerAuthorities manufacturers,
    PackageRepository packages) {

  /** What many devices are ordered with. */
  public record Orders(
      ProvisionTemplates templates,
      ProvidedServices services,
      ProvisionGroups groups,
      BulkOrders bulk,
      ImportFiles imports) {}
}
