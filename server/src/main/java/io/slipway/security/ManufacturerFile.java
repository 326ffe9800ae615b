// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.protocol.signing.Pem;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an operator uploads of a manufacturer: its authority's certificate, those that hang on it,
 * and lists of what was revoked. Messages of what is thrown are for the operator.
 */
public record ManufacturerFile(List<X509Certificate> certificates) {
  private static final int MOST_CHARACTERS = 64 * 1024;
  private static final int MOST_CERTIFICATES = 5;
  private static final int MOST_CRL_CHARACTERS = 512 * 1024;
  private static final int MOST_CRLS = 5;
  private static final int KEY_CERT_SIGN = 5;
  private static final int CRL_SIGN = 6;
  private static final Pattern CRL =
      Pattern.compile(
          "-----BEGIN X509 CRL-----([A-Za-z0-9+/=\\s]{1,524288}+)-----END X509 CRL-----");
  private static final String DELTA = "2.5.29.27";

  /** Number, key of the issuer, where the newest is; nothing of that changes what it says. */
  private static final Set<String> HARMLESS =
      Set.of("2.5.29.20", "2.5.29.35", "2.5.29.46", "1.3.6.1.5.5.7.1.1", "2.5.29.18");

  public ManufacturerFile {
    certificates = List.copyOf(certificates);
  }

  /** Reads certificates that were accepted before. */
  public static ManufacturerFile known(String pem) throws CertificateException {
    return new ManufacturerFile(Pem.certificates(pem));
  }

  /** Reads certificates that come in; throws where one is no authority that can be trusted now. */
  public static ManufacturerFile read(String pem, Instant now) throws CertificateException {
    if (pem.length() > MOST_CHARACTERS) {
      throw new CertificateException("must be at most 64 KiB long");
    }
    if (pem.contains("PRIVATE KEY-----")) {
      throw new CertificateException("holds a private key, which must not leave its owner");
    }
    List<X509Certificate> found = certificatesIn(pem);
    if (found.isEmpty() || found.size() > MOST_CERTIFICATES) {
      throw new CertificateException(
          "must be 1 to " + MOST_CERTIFICATES + " certificates as PEM, the authority's own first");
    }
    for (int i = 0; i < found.size(); i++) {
      requireAuthority(found.get(i), "certificate " + (i + 1), now);
      X509Certificate below = found.get(i);
      if (i > 0 && found.subList(0, i).stream().noneMatch(above -> issued(above, below))) {
        throw new CertificateException(
            "certificate %d was issued by none of those before it".formatted(i + 1));
      }
    }
    return new ManufacturerFile(found);
  }

  private static List<X509Certificate> certificatesIn(String pem) throws CertificateException {
    try {
      return Pem.certificates(pem);
    } catch (CertificateException | RuntimeException unreadable) {
      throw new CertificateException("holds a certificate that cannot be read", unreadable);
    }
  }

  private static void requireAuthority(X509Certificate certificate, String which, Instant now)
      throws CertificateException {
    boolean[] usage = certificate.getKeyUsage();
    if (certificate.getBasicConstraints() < 0 || usage != null && !usage[KEY_CERT_SIGN]) {
      throw new CertificateException(which + " is not that of an authority: it may sign no others");
    }
    if (!KeyBounds.fit(certificate.getPublicKey())) {
      throw new CertificateException(which + " has a key that is not accepted: " + KeyBounds.TEXT);
    }
    if (now.isBefore(certificate.getNotBefore().toInstant())
        || now.isAfter(certificate.getNotAfter().toInstant())) {
      throw new CertificateException(
          "%s is valid from %s to %s only"
              .formatted(
                  which,
                  certificate.getNotBefore().toInstant(),
                  certificate.getNotAfter().toInstant()));
    }
  }

  public X509Certificate authority() {
    return certificates.get(0);
  }

  /** SHA-256 of the authority's own certificate. */
  public String fingerprint() {
    return fingerprint(authority());
  }

  static String fingerprint(X509Certificate certificate) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(certificate.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("a certificate without encoding", e);
    }
  }

  /** Whether {@code issuer} bears the issuer's name and has signed it. */
  static boolean issued(X509Certificate issuer, X509Certificate certificate) {
    if (!issuer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
      return false;
    }
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException | RuntimeException no) {
      return false;
    }
  }

  /**
   * Revocation lists that belong to these certificates.
   *
   * @param pem in the form that is kept
   * @param nextUpdate when the first of them is outdated
   */
  public record Crls(List<X509CRL> lists, String pem, Optional<Instant> nextUpdate) {
    public Crls {
      lists = List.copyOf(lists);
    }

    /** The older one of two lists of one issuer must not take the place of the newer one. */
    public void requireNotOlderThan(Crls before) throws CertificateException {
      for (X509CRL known : before.lists) {
        for (X509CRL list : lists) {
          if (list.getIssuerX500Principal().equals(known.getIssuerX500Principal())
              && list.getThisUpdate().before(known.getThisUpdate())) {
            throw new CertificateException(
                "is of %s, older than the one that is there, which is of %s"
                    .formatted(
                        list.getThisUpdate().toInstant(), known.getThisUpdate().toInstant()));
          }
        }
      }
    }
  }

  /** Reads revocation lists; throws where one is none of these certificates'. */
  public Crls crls(String pem, Instant now) throws CertificateException {
    if (pem.length() > MOST_CRL_CHARACTERS) {
      throw new CertificateException("must be at most 512 KiB long");
    }
    List<X509CRL> lists = listsIn(pem);
    if (lists.isEmpty() || lists.size() > MOST_CRLS) {
      throw new CertificateException("must be 1 to " + MOST_CRLS + " revocation lists as PEM");
    }
    for (X509CRL list : lists) {
      requireComplete(list);
      if (certificates.stream().noneMatch(c -> signed(c, list))) {
        throw new CertificateException(
            "was signed by none of the authority's certificates: its issuer is "
                + list.getIssuerX500Principal());
      }
      if (list.getThisUpdate().toInstant().isAfter(now)) {
        throw new CertificateException(
            "is of " + list.getThisUpdate().toInstant() + ", in the future");
      }
    }
    return new Crls(lists, textOf(lists), firstUpdate(lists));
  }

  private static Optional<Instant> firstUpdate(List<X509CRL> lists) {
    return lists.stream()
        .filter(list -> list.getNextUpdate() != null)
        .map(list -> list.getNextUpdate().toInstant())
        .min(Instant::compareTo);
  }

  private static List<X509CRL> listsIn(String pem) throws CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509CRL> found = new ArrayList<>();
    Matcher block = CRL.matcher(pem);
    while (block.find() && found.size() <= MOST_CRLS) {
      try {
        byte[] der = Base64.getMimeDecoder().decode(block.group(1));
        if (!DerShape.isSound(der)) {
          throw new CertificateException("holds a list that is not DER");
        }
        found.add((X509CRL) factory.generateCRL(new ByteArrayInputStream(der)));
      } catch (CRLException | RuntimeException unreadable) {
        throw new CertificateException("holds a list that cannot be read", unreadable);
      }
    }
    return found;
  }

  /** One that tells only a part would let in whom another part names. */
  private static void requireComplete(X509CRL list) throws CertificateException {
    Set<String> critical = list.getCriticalExtensionOIDs();
    boolean strange = critical != null && !HARMLESS.containsAll(critical);
    if (strange || list.getExtensionValue(DELTA) != null) {
      throw new CertificateException(
          "must be complete lists of their issuers: delta, indirect and partial ones are not");
    }
  }

  private static boolean signed(X509Certificate certificate, X509CRL list) {
    boolean[] usage = certificate.getKeyUsage();
    if (usage != null && !usage[CRL_SIGN]
        || !certificate.getSubjectX500Principal().equals(list.getIssuerX500Principal())) {
      return false;
    }
    try {
      list.verify(certificate.getPublicKey());
      return true;
    } catch (GeneralSecurityException | RuntimeException no) {
      return false;
    }
  }

  private static String textOf(List<X509CRL> lists) throws CertificateException {
    StringBuilder text = new StringBuilder();
    for (X509CRL list : lists) {
      try {
        text.append(Pem.block("X509 CRL", list.getEncoded()));
      } catch (CRLException e) {
        throw new CertificateException("holds a list without encoding", e);
      }
    }
    return text.toString();
  }
}
