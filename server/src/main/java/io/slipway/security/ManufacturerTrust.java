// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.domain.CrlPolicy;
import io.slipway.domain.ManufacturerAuthority;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The manufacturers that an account trusts, ready to judge what devices show. */
public final class ManufacturerTrust {
  private static final Logger LOG = LoggerFactory.getLogger(ManufacturerTrust.class);
  private static final int LONGEST_PATH = 5;
  private static final int DIGITAL_SIGNATURE = 0;
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  private static final String ANY_PURPOSE = "2.5.29.37.0";

  private final List<Authority> authorities;

  private ManufacturerTrust(List<Authority> authorities) {
    this.authorities = List.copyOf(authorities);
  }

  /** Reads what is stored; what cannot be read counts as not there. */
  public static ManufacturerTrust of(List<ManufacturerAuthority> stored, Instant now) {
    List<Authority> read = new ArrayList<>();
    for (ManufacturerAuthority one : stored) {
      try {
        read.add(Authority.of(one, now));
      } catch (CertificateException | RuntimeException damaged) {
        LOG.error("manufacturer authority {} cannot be read", one.id(), damaged);
      }
    }
    return new ManufacturerTrust(read);
  }

  private record Authority(
      String name, ManufacturerFile file, List<X509CRL> crls, CrlPolicy policy) {
    static Authority of(ManufacturerAuthority stored, Instant now) throws CertificateException {
      ManufacturerFile file = ManufacturerFile.known(stored.certificates());
      Optional<String> crls = stored.revocations().crls();
      List<X509CRL> lists = crls.isEmpty() ? List.of() : file.crls(crls.get(), now).lists();
      return new Authority(stored.name(), file, lists, stored.revocations().policy());
    }
  }

  /** What a chain is worth. */
  public sealed interface Verdict {
    /** It holds, and is one of the authority of this name. */
    record Trusted(String authority) implements Verdict {}

    /** It does not; the check that failed, as a sentence. */
    record Untrusted(String check) implements Verdict {}
  }

  /** From a device's certificate up to, but without, the authority that is trusted. */
  private record Path(Authority authority, List<X509Certificate> certificates) {}

  /** Judges a chain. What that costs is bounded, whatever is shown. */
  public Verdict judge(ShownChain shown, Instant now) {
    if (authorities.isEmpty()) {
      return new Verdict.Untrusted("The account trusts no manufacturer authority.");
    }
    Optional<String> unfit = unfit(shown.leaf());
    if (unfit.isPresent()) {
      return new Verdict.Untrusted(unfit.get());
    }
    List<Path> paths = climb(shown.certificates());
    Verdict last =
        new Verdict.Untrusted(
            "No manufacturer authority of the account has issued the certificate.");
    for (Path path : paths) {
      last = judge(path, now);
      if (last instanceof Verdict.Trusted) {
        return last;
      }
    }
    return last;
  }

  /** TLS has proved that the device can sign by the key; whether it may is written here. */
  private static Optional<String> unfit(X509Certificate leaf) {
    if (leaf.getBasicConstraints() >= 0) {
      return Optional.of("The certificate is that of an authority, not of a device.");
    }
    boolean[] usage = leaf.getKeyUsage();
    if (usage != null && !usage[DIGITAL_SIGNATURE]) {
      return Optional.of("The certificate's key usage lacks digitalSignature.");
    }
    return forClients(leaf)
        ? Optional.empty()
        : Optional.of("The certificate's extended key usage lacks clientAuth.");
  }

  private static boolean forClients(X509Certificate certificate) {
    try {
      List<String> purposes = certificate.getExtendedKeyUsage();
      return purposes == null || purposes.contains(CLIENT_AUTH) || purposes.contains(ANY_PURPOSE);
    } catch (CertificateException unreadable) {
      return false;
    }
  }

  /** Goes up by what the account trusts, and only where that ends by what the device shows. */
  private List<Path> climb(List<X509Certificate> shown) {
    List<X509Certificate> way = new ArrayList<>(List.of(shown.get(0)));
    List<X509Certificate> rest = new ArrayList<>(shown.subList(1, shown.size()));
    while (way.size() <= LONGEST_PATH) {
      X509Certificate top = way.get(way.size() - 1);
      List<Path> ends = ends(way, top);
      if (!ends.isEmpty()) {
        return ends;
      }
      Optional<X509Certificate> next =
          rest.stream().filter(c -> ManufacturerFile.issued(c, top)).findFirst();
      if (next.isEmpty()) {
        return List.of();
      }
      way.add(next.get());
      rest.remove(next.get());
    }
    return List.of();
  }

  private List<Path> ends(List<X509Certificate> way, X509Certificate top) {
    List<Path> ends = new ArrayList<>();
    for (Authority authority : authorities) {
      List<X509Certificate> known = authority.file().certificates();
      for (X509Certificate issuer : known) {
        if (ManufacturerFile.issued(issuer, top)) {
          List<X509Certificate> whole = new ArrayList<>(way);
          whole.addAll(between(known, issuer));
          ends.add(new Path(authority, whole));
          break;
        }
      }
    }
    return ends;
  }

  /** From one of the known certificates up to the first of them, without that. */
  private static List<X509Certificate> between(List<X509Certificate> known, X509Certificate from) {
    List<X509Certificate> between = new ArrayList<>();
    for (int at = known.indexOf(from); at > 0; ) {
      X509Certificate below = known.get(at);
      between.add(below);
      int above = at - 1;
      while (above > 0 && !ManufacturerFile.issued(known.get(above), below)) {
        above--;
      }
      at = above;
    }
    return between;
  }

  private static Verdict judge(Path path, Instant now) {
    X509Certificate anchor = path.authority().file().authority();
    if (now.isBefore(anchor.getNotBefore().toInstant())
        || now.isAfter(anchor.getNotAfter().toInstant())) {
      return new Verdict.Untrusted(
          "The manufacturer authority " + path.authority().name() + " is not valid at this time.");
    }
    for (X509Certificate one : path.certificates()) {
      if (now.isBefore(one.getNotBefore().toInstant())
          || now.isAfter(one.getNotAfter().toInstant())) {
        return new Verdict.Untrusted(
            "The certificate of %s is valid from %s to %s only."
                .formatted(
                    one.getSubjectX500Principal(),
                    one.getNotBefore().toInstant(),
                    one.getNotAfter().toInstant()));
      }
      if (!forClients(one)) {
        // Of an authority it says what all below it may be for; PKIX leaves that to whoever asks.
        return new Verdict.Untrusted(
            "The extended key usage of %s lacks clientAuth."
                .formatted(one.getSubjectX500Principal()));
      }
    }
    try {
      PKIXParameters demands = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
      demands.setRevocationEnabled(false);
      demands.setDate(Date.from(now));
      CertPathValidator.getInstance("PKIX")
          .validate(
              CertificateFactory.getInstance("X.509").generateCertPath(path.certificates()),
              demands);
    } catch (GeneralSecurityException | RuntimeException broken) {
      return new Verdict.Untrusted("The certificate's chain does not hold: " + broken.getMessage());
    }
    return revoked(path, now)
        .<Verdict>map(Verdict.Untrusted::new)
        .orElseGet(() -> new Verdict.Trusted(path.authority().name()));
  }

  private static Optional<String> revoked(Path path, Instant now) {
    boolean strict = path.authority().policy() == CrlPolicy.STRICT;
    for (X509Certificate one : path.certificates()) {
      boolean current = false;
      for (X509CRL list : path.authority().crls()) {
        if (list.getIssuerX500Principal().equals(one.getIssuerX500Principal())) {
          if (list.getRevokedCertificate(one.getSerialNumber()) != null) {
            return Optional.of(
                "The manufacturer has revoked the certificate of "
                    + one.getSubjectX500Principal()
                    + ".");
          }
          current |= list.getNextUpdate() != null && !now.isAfter(list.getNextUpdate().toInstant());
        }
      }
      if (strict && !current) {
        return Optional.of(
            "There is no current revocation list of "
                + one.getIssuerX500Principal()
                + ", and the authority's policy is STRICT.");
      }
    }
    return Optional.empty();
  }
}
