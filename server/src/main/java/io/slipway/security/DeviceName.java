// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import io.slipway.domain.CertificateProfile;
import io.slipway.domain.CertificateProfile.KeyUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;

/** What its certificate calls a device. */
public record DeviceName(String clientId, String account, CertificateProfile profile) {
  public DeviceName(String clientId, String account) {
    this(clientId, account, CertificateProfile.DEFAULT);
  }

  /** {@code CN=clientId,O=account} or what was ordered, as RFC 4514 writes it. */
  public String rfc4514() {
    return profile
        .subject()
        .orElseGet(
            () ->
                "CN="
                    + CertificateProfile.escaped(clientId)
                    + ",O="
                    + CertificateProfile.escaped(account));
  }

  /** What is written first stands last in the name itself. */
  X500Name x500Name() {
    if (profile.subject().isPresent()) {
      return X500Name.getInstance(new X500Principal(profile.subject().get()).getEncoded());
    }
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.O, new DERUTF8String(account))
        .addRDN(BCStyle.CN, new DERUTF8String(clientId))
        .build();
  }

  String urn() {
    return "urn:slipway:"
        + CertificateProfile.encoded(account)
        + ":"
        + CertificateProfile.encoded(clientId);
  }

  /** Its own name among those of all devices, then what was ordered. */
  GeneralNames alternatives() {
    List<GeneralName> names = new ArrayList<>();
    names.add(new GeneralName(GeneralName.uniformResourceIdentifier, urn()));
    for (String ordered : profile.alternatives()) {
      boolean dns = ordered.startsWith(CertificateProfile.DNS);
      int kind = dns ? GeneralName.dNSName : GeneralName.uniformResourceIdentifier;
      names.add(new GeneralName(kind, ordered.substring(CertificateProfile.DNS.length())));
    }
    return new GeneralNames(names.toArray(GeneralName[]::new));
  }

  KeyUsage keyUsage() {
    int bits = 0;
    for (KeyUse use : profile.keyUses()) {
      bits |=
          switch (use) {
            case DIGITAL_SIGNATURE -> KeyUsage.digitalSignature;
            case KEY_AGREEMENT -> KeyUsage.keyAgreement;
            case KEY_ENCIPHERMENT -> KeyUsage.keyEncipherment;
          };
    }
    return new KeyUsage(bits);
  }

  /** Whether a name says this and nothing else, in whatever order. */
  boolean isSaidBy(X500Name subject) {
    Optional<List<String>> said = parts(subject);
    return said.isPresent() && said.equals(parts(x500Name()));
  }

  /** Empty where one of them is of several values, or none that is a text. */
  private static Optional<List<String>> parts(X500Name name) {
    List<String> parts = new ArrayList<>();
    for (RDN part : name.getRDNs()) {
      if (part.isMultiValued() || !(part.getFirst().getValue() instanceof ASN1String text)) {
        return Optional.empty();
      }
      parts.add(part.getFirst().getType().getId() + "=" + text.getString());
    }
    parts.sort(null);
    return Optional.of(parts);
  }
}
