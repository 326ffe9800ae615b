// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

/** The requests that the platform makes of a device, one open at a time (protocol, section 3). */
public enum Ask {
  CERTIFICATES,
  CSR,
  DEVICE_CERTIFICATE,
  KEYSTORES,
  KEYSTORE_ENTRY,
  CONFIGURATION,
  COMPLETE
}
