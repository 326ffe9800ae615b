// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

/** How a device proves who it is at the provision broker. */
public enum AuthenticationType {
  USER_PASS,
  USER_CERT
}
