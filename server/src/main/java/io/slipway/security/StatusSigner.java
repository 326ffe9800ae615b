// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.domain.RevokedCertificate;
import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** Signs what an authority says of certificates that it has issued. */
public final class StatusSigner {
  /** How long an answer may be believed. */
  public static final Duration ANSWER_LIFE = Duration.ofHours(1);

  private final PkiPath path;
  private final PlatformKeys.Entry authority;
  private final Optional<PlatformKeys.Entry> responder;
  private final DigestCalculatorProvider digests;

  /**
   * @param responder whom the authority lets answer questions; none where it knows too little
   */
  StatusSigner(PkiPath path, PlatformKeys.Entry authority, Optional<PlatformKeys.Entry> responder) {
    this.path = path;
    this.authority = authority;
    this.responder = responder;
    try {
      this.digests = new JcaDigestCalculatorProviderBuilder().build();
    } catch (OperatorCreationException e) {
      throw new IllegalStateException("every Java has digests", e);
    }
  }

  public PkiPath path() {
    return path;
  }

  public X509Certificate certificate() {
    return authority.certificate();
  }

  public boolean answers() {
    return responder.isPresent();
  }

  /**
   * A list of revoked certificates, in DER.
   *
   * @param number of the list
   * @param until when there will be another
   */
  public byte[] list(long number, Instant from, Instant until, List<RevokedCertificate> revoked) {
    try {
      X509v2CRLBuilder list =
          new X509v2CRLBuilder(
              new JcaX509CertificateHolder(certificate()).getSubject(), Date.from(from));
      list.setNextUpdate(Date.from(until));
      for (RevokedCertificate one : revoked) {
        int reason = RevocationReasons.of(one.cause());
        // Where there is none to tell, an entry has to say nothing (RFC 5280, section 5.3.1).
        list.addCRLEntry(new BigInteger(one.serial(), 16), Date.from(one.on()), reason);
      }
      list.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate().getPublicKey()));
      list.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(number)));
      return list.build(IssuerSigner.of(authority.key())).getEncoded();
    } catch (IOException | java.security.GeneralSecurityException e) {
      throw new IllegalStateException("a list of revoked certificates cannot be made", e);
    }
  }

  /** The answer to a question, in DER. */
  public byte[] answer(
      OcspQuery query, Function<BigInteger, CertificateStatus> known, Instant now) {
    PlatformKeys.Entry voice = responder.orElseThrow();
    try {
      BasicOCSPRespBuilder answer =
          new BasicOCSPRespBuilder(
              SubjectPublicKeyInfo.getInstance(voice.certificate().getPublicKey().getEncoded()),
              digests.get(CertificateID.HASH_SHA1));
      X509CertificateHolder issuer = new JcaX509CertificateHolder(certificate());
      for (CertificateID asked : query.certificates()) {
        CertificateStatus status =
            isOf(issuer, asked)
                ? known.apply(asked.getSerialNumber())
                : new CertificateStatus.Unknown();
        answer.addResponse(
            asked, said(status), Date.from(now), Date.from(now.plus(ANSWER_LIFE)), null);
      }
      query.nonce().ifPresent(nonce -> answer.setResponseExtensions(again(nonce)));
      BasicOCSPResp signed =
          answer.build(
              IssuerSigner.of(voice.key()),
              new X509CertificateHolder[] {new JcaX509CertificateHolder(voice.certificate())},
              Date.from(now));
      return new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL, signed).getEncoded();
    } catch (OCSPException
        | OperatorCreationException
        | IOException
        | java.security.GeneralSecurityException e) {
      throw new IllegalStateException("an answer cannot be signed", e);
    }
  }

  /** That what was asked could not be understood. */
  public static byte[] malformed() {
    return refusal(OCSPRespBuilder.MALFORMED_REQUEST);
  }

  /** That it should be asked again later. */
  public static byte[] tryLater() {
    return refusal(OCSPRespBuilder.TRY_LATER);
  }

  private static byte[] refusal(int status) {
    try {
      return new OCSPRespBuilder().build(status, null).getEncoded();
    } catch (OCSPException | IOException e) {
      throw new IllegalStateException("a refusal is one number", e);
    }
  }

  /** Hashes of other kinds than these say nothing here. */
  private boolean isOf(X509CertificateHolder issuer, CertificateID asked) throws OCSPException {
    String hash = asked.getHashAlgOID().getId();
    boolean spoken =
        hash.equals(CertificateID.HASH_SHA1.getAlgorithm().getId())
            || hash.equals(org.bouncycastle.asn1.nist.NISTObjectIdentifiers.id_sha256.getId());
    return spoken && asked.matchesIssuer(issuer, digests);
  }

  /** Bouncy Castle knows good by null. */
  private static org.bouncycastle.cert.ocsp.CertificateStatus said(CertificateStatus status) {
    return switch (status) {
      case CertificateStatus.Good good -> org.bouncycastle.cert.ocsp.CertificateStatus.GOOD;
      case CertificateStatus.Unknown unknown -> new org.bouncycastle.cert.ocsp.UnknownStatus();
      case CertificateStatus.Revoked revoked -> said(revoked);
    };
  }

  private static RevokedStatus said(CertificateStatus.Revoked revoked) {
    int reason = RevocationReasons.of(revoked.cause());
    Date on = Date.from(revoked.on());
    return reason == CRLReason.unspecified ? new RevokedStatus(on) : new RevokedStatus(on, reason);
  }

  private static Extensions again(byte[] nonce) {
    try {
      return new Extensions(
          new Extension(
              OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
              false,
              new DEROctetString(nonce).getEncoded()));
    } catch (IOException e) {
      throw new IllegalStateException("bytes can be encoded", e);
    }
  }
}
