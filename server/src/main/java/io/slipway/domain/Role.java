// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.util.EnumSet;
import java.util.Set;

/** What a user is there for. A role holds in the user's account and in all accounts below it. */
public enum Role {
  /** May do everything. */
  ADMINISTRATOR(EnumSet.allOf(Right.class)),

  /** Owns devices: orders them, prepares templates, looks after those that have arrived. */
  FLEET_MANAGER(
      EnumSet.of(
          Right.ACCOUNT_READ,
          Right.ENDPOINT_READ,
          Right.REQUEST_READ,
          Right.REQUEST_WRITE,
          Right.REQUEST_DELETE,
          Right.REQUEST_ORDER,
          Right.REQUEST_STOP,
          Right.TEMPLATE_READ,
          Right.TEMPLATE_WRITE,
          Right.TEMPLATE_DELETE,
          Right.PACKAGE_READ,
          Right.PACKAGE_WRITE,
          Right.PACKAGE_DELETE,
          Right.DEVICE_READ,
          Right.DEVICE_WRITE,
          Right.DEVICE_DELETE,
          Right.CONNECTION_READ,
          Right.CONNECTION_WRITE,
          Right.EVENT_READ,
          Right.EVENT_DELETE,
          Right.WEBHOOK_READ,
          Right.WEBHOOK_WRITE,
          Right.AUTHORITY_READ,
          Right.MANUFACTURER_READ,
          Right.MANUFACTURER_WRITE)),

  /** Prepares devices in a factory: orders from templates and prints labels; owns nothing. */
  PROVISIONER(
      EnumSet.of(
          Right.ACCOUNT_READ,
          Right.ENDPOINT_READ,
          Right.TEMPLATE_READ,
          Right.PACKAGE_READ,
          Right.REQUEST_READ,
          Right.REQUEST_ORDER,
          Right.AUTHORITY_READ)),

  /** Sees devices and orders, changes nothing. */
  VIEWER(
      EnumSet.of(
          Right.ACCOUNT_READ,
          Right.ENDPOINT_READ,
          Right.REQUEST_READ,
          Right.TEMPLATE_READ,
          Right.PACKAGE_READ,
          Right.DEVICE_READ,
          Right.CONNECTION_READ,
          Right.EVENT_READ,
          Right.AUTHORITY_READ)),

  /** Sees who did what, and who may do what. */
  AUDITOR(
      EnumSet.of(
          Right.ACCOUNT_READ,
          Right.USER_READ,
          Right.ENDPOINT_READ,
          Right.REQUEST_READ,
          Right.TEMPLATE_READ,
          Right.PACKAGE_READ,
          Right.DEVICE_READ,
          Right.CONNECTION_READ,
          Right.EVENT_READ,
          Right.AUDIT_READ,
          Right.WEBHOOK_READ,
          Right.AUTHORITY_READ,
          Right.MANUFACTURER_READ));

  @SuppressWarnings("ImmutableEnumChecker") // a set of constants that nobody changes
  private final Set<Right> rights;

  Role(Set<Right> rights) {
    this.rights = Set.copyOf(rights);
  }

  public Set<Right> rights() {
    return rights;
  }
}
