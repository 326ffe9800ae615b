// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

/** What somebody may do to one kind of thing in an account. */
public enum Right {
  ACCOUNT_READ("account", "read"),
  ACCOUNT_WRITE("account", "write"),
  ACCOUNT_DELETE("account", "delete"),
  USER_READ("user", "read"),
  USER_WRITE("user", "write"),
  USER_DELETE("user", "delete"),
  CREDENTIAL_READ("credential", "read"),
  CREDENTIAL_WRITE("credential", "write"),
  CREDENTIAL_DELETE("credential", "delete"),
  ENDPOINT_READ("endpoint_info", "read"),
  ENDPOINT_WRITE("endpoint_info", "write"),
  ENDPOINT_DELETE("endpoint_info", "delete"),
  REQUEST_READ("provision_request", "read"),
  /** Whatever the request says; who may not, may still order from a template. */
  REQUEST_WRITE("provision_request", "write"),
  REQUEST_DELETE("provision_request", "delete"),
  /** From a template, and with it see once the secrets that a device's label needs. */
  REQUEST_ORDER("provision_request", "order"),
  REQUEST_STOP("provision_request", "execute"),
  TEMPLATE_READ("provision_template", "read"),
  TEMPLATE_WRITE("provision_template", "write"),
  TEMPLATE_DELETE("provision_template", "delete"),
  PACKAGE_READ("package", "read"),
  PACKAGE_WRITE("package", "write"),
  PACKAGE_DELETE("package", "delete"),
  DEVICE_READ("device", "read"),
  DEVICE_WRITE("device", "write"),
  DEVICE_DELETE("device", "delete"),
  CONNECTION_READ("device_connection", "read"),
  CONNECTION_WRITE("device_connection", "write"),
  EVENT_READ("device_event", "read"),
  EVENT_DELETE("device_event", "delete"),
  AUDIT_READ("audit", "read"),
  WEBHOOK_READ("webhook", "read"),
  WEBHOOK_WRITE("webhook", "write"),
  AUTHORITY_READ("certificate_authority", "read"),
  AUTHORITY_WRITE("certificate_authority", "write"),
  MANUFACTURER_READ("manufacturer_authority", "read"),
  MANUFACTURER_WRITE("manufacturer_authority", "write");

  private final String domain;
  private final String action;

  Right(String domain, String action) {
    this.domain = domain;
    this.action = action;
  }

  /** The kind of thing, as permissions of Kapua name it. */
  public String domain() {
    return domain;
  }

  /** What is done to it, as permissions of Kapua name it. */
  public String action() {
    return action;
  }
}
