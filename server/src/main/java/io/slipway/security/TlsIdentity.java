// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** A key and its certificate chain, leaf first, without the root. */
public record TlsIdentity(PrivateKey key, List<X509Certificate> chain) {
  /**
   * For libraries that take a key in a key store only. Its password protects nothing there, and
   * PKCS12 would hash it ten thousand times for each key: half of a server's start.
   */
  public static final String KEY_STORE_TYPE = "JKS";

  public TlsIdentity {
    chain = List.copyOf(chain);
  }

  @Override
  public String toString() {
    return "TlsIdentity[" + chain.get(0).getSubjectX500Principal() + "]";
  }
}
