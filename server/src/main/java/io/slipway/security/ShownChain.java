// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.domain.FactoryIdentity;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.OtherName;

/**
 * The certificates that a device has shown, its own first, read within limits. That it holds the
 * key of the first is proved by TLS; nothing else is believed yet.
 */
public record ShownChain(List<X509Certificate> certificates, FactoryIdentity identity) {
  private static final int MOST = 5;
  private static final int MOST_BYTES = 16 * 1024;
  private static final String ALTERNATIVES = "2.5.29.17";
  private static final ASN1ObjectIdentifier SERIAL_NUMBER = new ASN1ObjectIdentifier("2.5.4.5");
  private static final ASN1ObjectIdentifier COMMON_NAME = new ASN1ObjectIdentifier("2.5.4.3");

  /** RFC 4108, which IEEE 802.1AR points to. */
  private static final ASN1ObjectIdentifier HARDWARE_MODULE =
      new ASN1ObjectIdentifier("1.3.6.1.5.5.7.8.4");

  public ShownChain {
    certificates = List.copyOf(certificates);
  }

  /** Throws where it cannot be read; the message is for an operator. */
  public static ShownChain of(List<X509Certificate> shown) throws CertificateException {
    if (shown.size() > MOST) {
      throw new CertificateException("The device shows more than " + MOST + " certificates.");
    }
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      List<X509Certificate> read = new ArrayList<>();
      for (X509Certificate one : shown) {
        read.add(read(factory, one.getEncoded()));
      }
      return new ShownChain(read, identity(read.get(0)));
    } catch (TooLargeException large) {
      throw large;
    } catch (CertificateException | RuntimeException unreadable) {
      throw new CertificateException(
          "The device shows a certificate that cannot be read.", unreadable);
    }
  }

  private static final class TooLargeException extends CertificateException {
    private static final long serialVersionUID = 1L;

    TooLargeException(String message) {
      super(message);
    }
  }

  private static X509Certificate read(CertificateFactory factory, byte[] der)
      throws CertificateException {
    if (der.length > MOST_BYTES) {
      throw new TooLargeException("The device shows a certificate of more than 16 KiB.");
    }
    if (!DerShape.isSound(der)) {
      throw new CertificateException("not DER");
    }
    X509Certificate read =
        (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
    if (!KeyBounds.fit(read.getPublicKey())) {
      throw new TooLargeException(
          "The device shows a certificate with a key that is not accepted; "
              + KeyBounds.TEXT
              + ".");
    }
    return read;
  }

  public X509Certificate leaf() {
    return certificates.get(0);
  }

  private static FactoryIdentity identity(X509Certificate leaf) {
    return new FactoryIdentity(
        ManufacturerFile.fingerprint(leaf),
        leaf.getSubjectX500Principal().toString(),
        leaf.getIssuerX500Principal().toString(),
        leaf.getSerialNumber().toString(16),
        devId(leaf));
  }

  /**
   * The serial number in the subject, as IEEE 802.1AR has it; without one the common name; without
   * that the serial number of the hardware module. Where there are two, there is none.
   */
  static Optional<String> devId(X509Certificate leaf) {
    X500Name subject = X500Name.getInstance(leaf.getSubjectX500Principal().getEncoded());
    for (ASN1ObjectIdentifier attribute : List.of(SERIAL_NUMBER, COMMON_NAME)) {
      List<String> values = values(subject, attribute);
      if (!values.isEmpty()) {
        return only(values);
      }
    }
    return only(hardwareSerials(leaf));
  }

  private static Optional<String> only(List<String> values) {
    return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
  }

  private static List<String> values(X500Name subject, ASN1ObjectIdentifier attribute) {
    List<String> values = new ArrayList<>();
    for (RDN part : subject.getRDNs()) {
      for (AttributeTypeAndValue one : part.getTypesAndValues()) {
        if (one.getType().equals(attribute) && one.getValue() instanceof ASN1String text) {
          values.add(text.getString());
        }
      }
    }
    return values;
  }

  private static List<String> hardwareSerials(X509Certificate leaf) {
    List<String> serials = new ArrayList<>();
    byte[] extension = leaf.getExtensionValue(ALTERNATIVES);
    if (extension == null) {
      return serials;
    }
    GeneralNames names =
        GeneralNames.getInstance(ASN1OctetString.getInstance(extension).getOctets());
    for (GeneralName name : names.getNames()) {
      if (name.getTagNo() == GeneralName.otherName) {
        OtherName other = OtherName.getInstance(name.getName());
        if (other.getTypeID().equals(HARDWARE_MODULE)) {
          ASN1Sequence module = ASN1Sequence.getInstance(other.getValue());
          serials.add(text(ASN1OctetString.getInstance(module.getObjectAt(1)).getOctets()));
        }
      }
    }
    return serials;
  }

  /** As text where it is printable, else in hex. */
  private static String text(byte[] octets) {
    for (byte octet : octets) {
      if (octet < ' ' || octet > '~') {
        return HexFormat.of().formatHex(octets);
      }
    }
    return new String(octets, StandardCharsets.US_ASCII);
  }
}
