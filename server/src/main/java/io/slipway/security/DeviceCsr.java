// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.protocol.message.KeyType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
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
  private final String sha256;

  private DeviceCsr(PublicKey key, String sha256) {
    this.key = key;
    this.sha256 = sha256;
  }

  /** Reads what a device has sent; throws where that is not what was ordered. */
  public static DeviceCsr read(byte[] pem, DeviceName name, KeyType type)
      throws CsrRefusedException {
    byte[] der = der(pem);
    if (!DerShape.isSound(der)) {
      throw new CsrRefusedException("it is not DER");
    }
    try {
      return checked(der, name, type);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      // The parser reads piece by piece, and says in many ways that it cannot.
      throw new CsrRefusedException("it is no PKCS#10 request that can be read", e);
    }
  }

  private static DeviceCsr checked(byte[] der, DeviceName name, KeyType type)
      throws CsrRefusedException, IOException, GeneralSecurityException {
    PKCS10CertificationRequest request = new PKCS10CertificationRequest(der);
    SubjectPublicKeyInfo info = request.getSubjectPublicKeyInfo();
    if (!isOf(type, PublicKeyFactory.createKey(info), info)) {
      throw new CsrRefusedException("its key is not of type " + type.wireName());
    }
    if (!name.isSaidBy(request.getSubject())) {
      throw new CsrRefusedException("its subject is not " + name.rfc4514());
    }
    PublicKey key =
        KeyFactory.getInstance(algorithm(type))
            .generatePublic(new X509EncodedKeySpec(info.getEncoded(ASN1Encoding.DER)));
    if (!isSigned(request, key, type)) {
      throw new CsrRefusedException("it is not signed with its own key");
    }
    return new DeviceCsr(key, Fingerprints.of(der));
  }

  PublicKey key() {
    return key;
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
    Signature signature = Signature.getInstance(signatureAlgorithm(type));
    signature.initVerify(key);
    signature.update(
        request.toASN1Structure().getCertificationRequestInfo().getEncoded(ASN1Encoding.DER));
    return signatureId(type).equals(request.getSignatureAlgorithm().getAlgorithm())
        && signature.verify(request.getSignature());
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
