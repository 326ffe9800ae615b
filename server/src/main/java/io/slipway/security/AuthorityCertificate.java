// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import java.security.cert.X509Certificate;

/**
 * The certificate of an authority, or of what signs messages.
 *
 * @param current whether something is issued or signed with it now; what a former one has issued
 *     counts until it expires
 */
public record AuthorityCertificate(
    Purpose purpose, Source source, boolean current, X509Certificate certificate) {

  /** What it is for. */
  public enum Purpose {
    /** Everything of the platform hangs on it. */
    ROOT,
    /** Signs what devices are told while they are provisioned. */
    PROVISIONING,
    /** Issues the certificates of an account's devices. */
    DEVICES,
    /** Signs what an account's devices are told later. */
    MANAGEMENT
  }

  /** Whose it is. */
  public enum Source {
    OWN,
    IMPORTED,
    /** Elsewhere, where the platform asks it. */
    EXTERNAL
  }
}
