// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.certificate;

import io.slipway.protocol.message.KeyType;
import io.slipway.protocol.signing.Pem;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.security.auth.x500.X500Principal;

/**
 * Writes requests for certificates (PKCS#10, RFC 2986): a name and a key, and the alternative names
 * where there are any.
 */
final class CertificationRequest {
  private static final byte[] VERSION_1 = {0x02, 0x01, 0x00};
  private static final byte[] NO_ATTRIBUTES = {(byte) 0xa0, 0x00};
  private static final int OBJECT_IDENTIFIER = 0x06;
  private static final int SET = 0x31;
  private static final int ATTRIBUTES = 0xa0;
  private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
  private static final String EXTENSION_REQUEST = "2a864886f70d01090e";
  private static final String ECDSA_WITH_SHA256 = "2a8648ce3d040302";
  private static final String ED25519 = "2b6570";
  private static final int MAX_SUBJECT = 1_000;

  private CertificationRequest() {}

  /** A request as PEM, signed with the key that it is for. */
  static String pem(String subject, KeyType type, KeyPair key) throws GeneralSecurityException {
    return pem(name(subject).getEncoded(), NO_ATTRIBUTES, type, key);
  }

  /** A request for the names that a certificate has (RFC 7030, 4.2.2). */
  static String pem(X509Certificate like, KeyType type, KeyPair key)
      throws GeneralSecurityException {
    byte[] alternatives = like.getExtensionValue(SUBJECT_ALTERNATIVE_NAME);
    return pem(
        like.getSubjectX500Principal().getEncoded(),
        alternatives == null ? NO_ATTRIBUTES : extensions(alternatives),
        type,
        key);
  }

  /** The attribute that asks for an extension, of which the value is an OCTET STRING in DER. */
  private static byte[] extensions(byte[] alternatives) {
    byte[] extension = Der.sequence(identifier("551d11"), alternatives);
    byte[] attribute =
        Der.sequence(identifier(EXTENSION_REQUEST), Der.value(SET, Der.sequence(extension)));
    return Der.value(ATTRIBUTES, attribute);
  }

  private static byte[] identifier(String hex) {
    return Der.value(OBJECT_IDENTIFIER, HexFormat.of().parseHex(hex));
  }

  private static String pem(byte[] name, byte[] attributes, KeyType type, KeyPair key)
      throws GeneralSecurityException {
    byte[] info =
        Der.sequence(
            VERSION_1,
            name,
            // That is a SubjectPublicKeyInfo already.
            key.getPublic().getEncoded(),
            attributes);
    byte[] request = Der.sequence(info, algorithm(type), Der.bitString(signed(info, type, key)));
    return Pem.block("CERTIFICATE REQUEST", request);
  }

  private static X500Principal name(String subject) throws GeneralSecurityException {
    if (subject.length() > MAX_SUBJECT) {
      throw new GeneralSecurityException(
          "the subject is longer than " + MAX_SUBJECT + " characters");
    }
    try {
      X500Principal name = new X500Principal(subject);
      if (!name.getName().isEmpty()) {
        return name;
      }
    } catch (IllegalArgumentException noName) {
      throw new GeneralSecurityException("the subject is no name: " + subject, noName);
    }
    throw new GeneralSecurityException("the subject names nobody");
  }

  private static byte[] algorithm(KeyType type) {
    String identifier =
        switch (type) {
          case EC_P256 -> ECDSA_WITH_SHA256;
          case ED25519 -> ED25519;
        };
    return Der.sequence(identifier(identifier));
  }

  private static byte[] signed(byte[] content, KeyType type, KeyPair key)
      throws GeneralSecurityException {
    Signature signature =
        Signature.getInstance(
            switch (type) {
              case EC_P256 -> "SHA256withECDSA";
              case ED25519 -> "Ed25519";
            });
    signature.initSign(key.getPrivate());
    signature.update(content);
    return signature.sign();
  }
}
