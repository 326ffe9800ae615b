// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.protocol.message.KeyType;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedDataGenerator;

/** What a server of EST (RFC 7030) answers with, in DER. */
public final class EstMessages {
  private EstMessages() {}

  /** Certificates in PKCS#7 that nobody has signed. */
  public static byte[] certificates(List<X509Certificate> certificates) {
    try {
      CMSSignedDataGenerator message = new CMSSignedDataGenerator();
      message.addCertificates(new JcaCertStore(certificates));
      return message.generate(new CMSAbsentContent(), false).getEncoded(ASN1Encoding.DER);
    } catch (GeneralSecurityException | CMSException | IOException e) {
      throw new IllegalStateException("certificates cannot be packed", e);
    }
  }

  /** What a certification request should be made with: the type of key, and how it is signed. */
  public static byte[] attributes(KeyType type) {
    ASN1Encodable[] said =
        switch (type) {
          case EC_P256 ->
              new ASN1Encodable[] {
                new Attribute(
                    X9ObjectIdentifiers.id_ecPublicKey, new DERSet(SECObjectIdentifiers.secp256r1)),
                X9ObjectIdentifiers.ecdsa_with_SHA256
              };
          case ED25519 -> new ASN1Encodable[] {EdECObjectIdentifiers.id_Ed25519};
        };
    try {
      return new DERSequence(said).getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new IllegalStateException("attributes cannot be written", e);
    }
  }
}
