// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** A key and its certificate chain, leaf first, without the root. */
public record TlsIdentity(PrivateKey key, List<X509Certificate> chain) {
  /**
   * For libraries that take a key in a key store only. Its password protects nothing there, and
   * PKCS12 would hash it ten thousand times for each key: half of a server's start.
   */
  public static final String KEY_STORE_TYPE = "JKS";

  private static final int DNS_NAME = 2;

  public TlsIdentity {
    chain = List.copyOf(chain);
  }

  /** When the first certificate of the chain ends: nobody takes it from then on. */
  public Instant expires() {
    return chain.stream().map(c -> c.getNotAfter().toInstant()).min(Instant::compareTo).get();
  }

  /** The host names that it is made out to, in lower case; addresses are none. */
  public Set<String> names() {
    Set<String> names = new TreeSet<>();
    try {
      Collection<List<?>> alternatives = chain.get(0).getSubjectAlternativeNames();
      if (alternatives != null) {
        alternatives.stream()
            .filter(a -> a.get(0).equals(DNS_NAME))
            .forEach(a -> names.add(String.valueOf(a.get(1)).toLowerCase(Locale.ROOT)));
      }
      return names;
    } catch (CertificateParsingException e) {
      return Set.of();
    }
  }

  /** Whether a client that asks for this host takes it; a star stands for one label. */
  public boolean covers(String host) {
    String wanted = host.toLowerCase(Locale.ROOT);
    int dot = wanted.indexOf('.');
    String star = dot < 0 ? wanted : "*" + wanted.substring(dot);
    return names().stream().anyMatch(name -> name.equals(wanted) || name.equals(star));
  }

  @Override
  public String toString() {
    return "TlsIdentity[" + chain.get(0).getSubjectX500Principal() + "]";
  }
}
