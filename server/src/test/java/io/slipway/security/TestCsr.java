// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.protocol.message.KeyType;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Certification requests as devices make them. */
public final class TestCsr {
  private TestCsr() {}

  public static KeyPair newKey(KeyType type) {
    try {
      return switch (type) {
        case EC_P256 -> newKey("secp256r1");
        case ED25519 -> KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      };
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static KeyPair newKey(String curve) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  /**
   * A request in PEM.
   *
   * @param subject as RFC 4514 writes it
   */
  public static byte[] of(KeyPair key, String subject) {
    String algorithm = key.getPrivate().getAlgorithm().equals("EC") ? "SHA256withECDSA" : "Ed25519";
    return of(key.getPublic(), key.getPrivate(), subject, algorithm);
  }

  static byte[] of(PublicKey key, PrivateKey signer, String subject, String algorithm) {
    try {
      return pem(
          new JcaPKCS10CertificationRequestBuilder(new X500Principal(subject), key)
              .build(new JcaContentSignerBuilder(algorithm).build(signer))
              .getEncoded());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /**
   * A request in DER for a name and, where there is one, an alternative name.
   *
   * @param name in DER
   * @param uri empty for none
   */
  public static byte[] der(KeyPair key, byte[] name, String uri) {
    String algorithm = key.getPrivate().getAlgorithm().equals("EC") ? "SHA256withECDSA" : "Ed25519";
    try {
      PKCS10CertificationRequestBuilder request =
          new JcaPKCS10CertificationRequestBuilder(X500Name.getInstance(name), key.getPublic());
      if (!uri.isEmpty()) {
        ExtensionsGenerator extensions = new ExtensionsGenerator();
        extensions.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, uri)));
        request.addAttribute(
            PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
      }
      return request
          .build(new JcaContentSignerBuilder(algorithm).build(key.getPrivate()))
          .getEncoded();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  static byte[] pem(byte[] der) {
    return ("-----BEGIN CERTIFICATE REQUEST-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
            + "\n-----END CERTIFICATE REQUEST-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }
}
