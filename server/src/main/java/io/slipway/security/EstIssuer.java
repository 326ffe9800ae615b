// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;

/** Lets an authority elsewhere issue, and believes nothing that it sends back. */
final class EstIssuer implements DeviceIssuer {
  private static final int AT_ONCE = 16;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int LONGEST_CHAIN = 8;
  private static final String TLS_CLIENT = "1.3.6.1.5.5.7.3.2";

  private final EstClient client;
  private final List<X509Certificate> authorities;
  private final Clock clock;
  private final Duration patience;
  private final Semaphore turns = new Semaphore(AT_ONCE, true);

  /**
   * @param authorities that it said to have when it was set up
   */
  EstIssuer(EstClient client, List<X509Certificate> authorities, Clock clock) {
    this(client, authorities, clock, PATIENCE);
  }

  /**
   * @param patience how long a device waits for others
   */
  EstIssuer(EstClient client, List<X509Certificate> authorities, Clock clock, Duration patience) {
    this.patience = patience;
    this.client = client;
    this.authorities = List.copyOf(authorities);
    this.clock = clock;
  }

  @Override
  public List<X509Certificate> issue(DeviceCsr request, DeviceName name, Duration life)
      throws IssuerAwayException {
    takeTurn();
    try {
      return checked(client.enroll(request.der()), request, name);
    } finally {
      turns.release();
    }
  }

  /** Where it is slow, only so many wait for it, and none for long. */
  private void takeTurn() throws IssuerAwayException {
    try {
      if (!turns.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IssuerAwayException("too many devices wait for the account's authority");
      }
    } catch (InterruptedException ending) {
      Thread.currentThread().interrupt();
      throw new IssuerAwayException("the server is ending", ending);
    }
  }

  private List<X509Certificate> checked(
      List<X509Certificate> sent, DeviceCsr request, DeviceName name) throws IssuerAwayException {
    X509Certificate own =
        sent.stream()
            .filter(c -> c.getPublicKey().equals(request.key()))
            .findFirst()
            .orElseThrow(() -> unusable("is for another key"));
    refuse(!name.isSaidBy(subject(own)), "is of another name than " + name.rfc4514());
    refuse(own.getBasicConstraints() >= 0, "is that of an authority");
    refuse(!purposes(own).contains(TLS_CLIENT), "is not for TLS clients");
    Date now = Date.from(clock.instant());
    refuse(now.before(own.getNotBefore()) || now.after(own.getNotAfter()), "is not valid now");
    List<X509Certificate> chain = new ArrayList<>(List.of(own));
    chain.addAll(above(own, sent));
    return List.copyOf(chain);
  }

  /** Up to a root that was known before; what else was sent may stand between. */
  private List<X509Certificate> above(X509Certificate own, List<X509Certificate> sent)
      throws IssuerAwayException {
    List<X509Certificate> chain = new ArrayList<>();
    X509Certificate last = own;
    while (!Certificates.issued(last, last)) {
      X509Certificate below = last;
      Optional<X509Certificate> issuer =
          Stream.concat(authorities.stream(), sent.stream())
              .filter(c -> c.getSubjectX500Principal().equals(below.getIssuerX500Principal()))
              .filter(c -> Certificates.issued(below, c))
              .findFirst();
      refuse(issuer.isEmpty() || chain.size() == LONGEST_CHAIN, "leads to no root");
      last = issuer.orElseThrow();
      chain.add(last);
    }
    refuse(!authorities.contains(last), "leads to a root that was not known before");
    try {
      IssuerChain.checkChain(chain, clock.instant());
    } catch (IssuerRefusedException unfit) {
      throw unusable("hangs on a chain that does not hold: " + unfit.getMessage());
    }
    return chain;
  }

  private static X500Name subject(X509Certificate certificate) {
    return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
  }

  private static List<String> purposes(X509Certificate certificate) throws IssuerAwayException {
    try {
      List<String> purposes = certificate.getExtendedKeyUsage();
      return purposes == null ? List.of() : purposes;
    } catch (CertificateParsingException unreadable) {
      throw unusable("cannot be read");
    }
  }

  private static void refuse(boolean wrong, String what) throws IssuerAwayException {
    if (wrong) {
      throw unusable(what);
    }
  }

  private static IssuerAwayException unusable(String what) {
    return new IssuerAwayException("the certificate from the account's authority " + what);
  }
}
