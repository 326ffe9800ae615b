// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

/** What is asked of a device in an attempt. */
public enum Ask {
  CERTIFICATES,
  CSR,
  DEVICE_CERTIFICATE,
  /** Full: take the next part of an application, or fetch all of it. */
  PACKAGE,
  /** Full: make the application run that has come. */
  INSTALL,
  /** Kura: fetch an application and install it; the answer only says that it has begun. */
  DOWNLOAD,
  /** Kura: which applications there are. */
  INSTALLED,
  KEYSTORES,
  KEYSTORE_ENTRY,
  CONFIGURATION,
  COMPLETE;

  /** Whether it is about an application, which takes longer than all else. */
  boolean ofPackage() {
    return this == PACKAGE || this == INSTALL || this == DOWNLOAD || this == INSTALLED;
  }
}
