// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.protocol.message.KeyType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/**
 * A device's certification request (PKCS#10) for the key and the name that were ordered. Nothing
 * else that it says counts.
 */
public final class DeviceCsr {
  private static final int MOST_BYTES = 16 * 1024;
  private static final Pattern PEM =
      Pattern.compile(
          "-----BEGIN (?:NEW )?CERTIFICATE REQUEST-----([A-Za-z0-9+/=\\s]{1,16384})-----END ");

  private final PublicKey key;
  private final byte[] der;
  private final String sha256;

  private DeviceCsr(PublicKey key, byte[] der) {
    this.key = key;
    this.der = der.clone();
    this.sha256 = Fingerprints.of(der);
  }

  /**
   * What a request must say.
   *
   * @param name whose subject is good
   * @param alternatives which alternative names are good, where it names any
   */
  private record Wanted(
      KeyType type,
      String name,
      Predicate<X500Name> subject,
      Predicate<Optional<GeneralNames>> alternatives) {

    static Wanted of(DeviceName name, KeyType type) {
      return new Wanted(type, name.rfc4514(), name::isSaidBy, asked -> true);
    }

    /** Subject and alternative names are to be those of the certificate (RFC 7030, 4.2.2). */
    static Wanted sameAs(X509Certificate present) throws IOException, GeneralSecurityException {
      X509CertificateHolder holder = new X509CertificateHolder(present.getEncoded());
      Optional<GeneralNames> own = namesIn(holder.getExtensions());
      return new Wanted(
          present.getPublicKey().getAlgorithm().equals("EC") ? KeyType.EC_P256 : KeyType.ED25519,
          present.getSubjectX500Principal().getName(),
          holder.getSubject()::equals,
          asked -> names(asked).equals(names(own)));
    }

    private static Set<GeneralName> names(Optional<GeneralNames> names) {
      return names.map(n -> Set.copyOf(List.of(n.getNames()))).orElse(Set.of());
    }
  }

  /** Reads what a device has sent; throws where that is not what was ordered. */
  public static DeviceCsr read(byte[] pem, DeviceName name, KeyType type)
      throws CsrRefusedException {
    return sound(der(pem), Wanted.of(name, type));
  }

  /** The same of one that came without the armour of PEM. */
  public static DeviceCsr readDer(byte[] der, DeviceName name, KeyType type)
      throws CsrRefusedException {
    return sound(der, Wanted.of(name, type));
  }

  /** Reads the wish for another certificate in the place of one, for a key of the same type. */
  public static DeviceCsr readDer(byte[] der, X509Certificate present) throws CsrRefusedException {
    try {
      return sound(der, Wanted.sameAs(present));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("a certificate that was issued here cannot be read", e);
    }
  }

  private static DeviceCsr sound(byte[] der, Wanted wanted) throws CsrRefusedException {
    if (der.length > MOST_BYTES || !DerShape.isSound(der)) {
      throw new CsrRefusedException("it is not DER");
    }
    try {
      return checked(der, wanted);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      // The parser reads piece by piece, and says in many ways that it cannot.
      throw new CsrRefusedException("it is no PKCS#10 request that can be read", e);
    }
  }

  private static DeviceCsr checked(byte[] der, Wanted wanted)
      throws CsrRefusedException, IOException, GeneralSecurityException {
    KeyType type = wanted.type();
    PKCS10CertificationRequest request = new PKCS10CertificationRequest(der);
    SubjectPublicKeyInfo info = request.getSubjectPublicKeyInfo();
    if (!isOf(type, PublicKeyFactory.createKey(info), info)) {
      throw new CsrRefusedException("its key is not of type " + type.wireName());
    }
    if (!wanted.subject().test(request.getSubject())) {
      throw new CsrRefusedException("its subject is not " + wanted.name());
    }
    if (!wanted.alternatives().test(namesIn(request.getRequestedExtensions()))) {
      throw new CsrRefusedException("its alternative names are not those of the certificate");
    }
    PublicKey key =
        KeyFactory.getInstance(algorithm(type))
            .generatePublic(new X509EncodedKeySpec(info.getEncoded(ASN1Encoding.DER)));
    if (!isSigned(request, key, type)) {
      throw new CsrRefusedException("it is not signed with its own key");
    }
    return new DeviceCsr(key, der);
  }

  /** The alternative names that extensions tell of, which may be null. */
  private static Optional<GeneralNames> namesIn(Extensions extensions) {
    return Optional.ofNullable(extensions)
        .map(e -> GeneralNames.fromExtensions(e, Extension.subjectAlternativeName));
  }

  /** Whether it is for the key that a certificate is for already. */
  public boolean hasKeyOf(X509Certificate certificate) {
    return MessageDigest.isEqual(key.getEncoded(), certificate.getPublicKey().getEncoded());
  }

  PublicKey key() {
    return key;
  }

  byte[] der() {
    return der.clone();
  }

  /** By which it is known again. */
  public String sha256() {
    return sha256;
  }

  private static byte[] der(byte[] pem) throws CsrRefusedException {
    if (pem.length > MOST_BYTES) {
      throw new CsrRefusedException("it is longer than " + MOST_BYTES + " bytes");
    }
    Matcher block = PEM.matcher(new String(pem, StandardCharsets.US_ASCII));
    if (!block.find()) {
      throw new CsrRefusedException("there is no certification request in PEM");
    }
    try {
      return Base64.getDecoder().decode(block.group(1).replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw new CsrRefusedException("it is not base64", e);
    }
  }

  /** That a point is on its curve has been looked at where the key was made. */
  private static boolean isOf(KeyType type, AsymmetricKeyParameter key, SubjectPublicKeyInfo info) {
    return switch (type) {
      case EC_P256 ->
          key instanceof ECPublicKeyParameters
              && SECObjectIdentifiers.secp256r1.equals(info.getAlgorithm().getParameters());
      case ED25519 -> key instanceof Ed25519PublicKeyParameters;
    };
  }

  private static boolean isSigned(PKCS10CertificationRequest request, PublicKey key, KeyType type)
      throws IOException, GeneralSecurityException {
    Signature signature = verifier(type);
    signature.initVerify(key);
    signature.update(
        request.toASN1Structure().getCertificationRequestInfo().getEncoded(ASN1Encoding.DER));
    return signatureId(type).equals(request.getSignatureAlgorithm().getAlgorithm())
        && signature.verify(request.getSignature());
  }

  /** By the native library where it can: to verify is most of what a certificate costs. */
  private static Signature verifier(KeyType type) throws GeneralSecurityException {
    Optional<Provider> fast = type == KeyType.EC_P256 ? NativeCrypto.provider() : Optional.empty();
    return fast.isPresent()
        ? Signature.getInstance(signatureAlgorithm(type), fast.get())
        : Signature.getInstance(signatureAlgorithm(type));
  }

  private static String algorithm(KeyType type) {
    return switch (type) {
      case EC_P256 -> "EC";
      case ED25519 -> "Ed25519";
    };
  }

  private static String signatureAlgorithm(KeyType type) {
    return switch (type) {
      case EC_P256 -> "SHA256withECDSA";
      case ED25519 -> "Ed25519";
    };
  }

  private static ASN1ObjectIdentifier signatureId(KeyType type) {
    return switch (type) {
      case EC_P256 -> X9ObjectIdentifiers.ecdsa_with_SHA256;
      case ED25519 -> EdECObjectIdentifiers.id_Ed25519;
    };
  }

  @Override
  public String toString() {
    return "DeviceCsr[" + sha256 + "]";
  }
}
