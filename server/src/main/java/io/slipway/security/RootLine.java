// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The root in force and those before it. Each but the first has been certified by the one before,
 * so that whoever trusts only that one believes in the newer one too.
 *
 * @param entries the root in force first; each with what the one before says of it
 */
record RootLine(List<PlatformKeys.Entry> entries) {
  RootLine {
    entries = List.copyOf(entries);
  }

  PlatformKeys.Entry current() {
    return entries.get(0);
  }

  /** The roots that are to be trusted at a time, the one in force first. */
  List<X509Certificate> trusted(Instant now) {
    return entries.stream()
        .map(PlatformKeys.Entry::certificate)
        .filter(c -> validAt(c, now))
        .toList();
  }

  /** Whose key has signed a certificate. */
  Optional<PlatformKeys.Entry> issuerOf(X509Certificate certificate) {
    return entries.stream()
        .filter(e -> Certificates.issued(certificate, e.certificate()))
        .findFirst();
  }

  /**
   * A certificate of one of the roots with what stands above it: good for everybody who trusts that
   * root, or one of those before it. It ends with a root.
   */
  List<X509Certificate> chain(X509Certificate certificate, Instant now) {
    List<X509Certificate> chain = new ArrayList<>(List.of(certificate));
    Optional<PlatformKeys.Entry> next = issuerOf(certificate);
    while (next.isPresent()) {
      PlatformKeys.Entry root = next.get();
      next = root.above().stream().flatMap(crossing -> before(crossing, chain, now)).findFirst();
      chain.add(next.isPresent() ? root.above().get(0) : root.certificate());
    }
    return List.copyOf(chain);
  }

  /** The root before, where it still counts and lets so many authorities stand below it. */
  private Stream<PlatformKeys.Entry> before(
      X509Certificate crossing, List<X509Certificate> below, Instant now) {
    return issuerOf(crossing).stream()
        .filter(e -> validAt(e.certificate(), now) && validAt(crossing, now))
        .filter(e -> e.certificate().getBasicConstraints() >= below.size());
  }

  private static boolean validAt(X509Certificate certificate, Instant now) {
    Date time = Date.from(now);
    return !time.before(certificate.getNotBefore()) && !time.after(certificate.getNotAfter());
  }
}
