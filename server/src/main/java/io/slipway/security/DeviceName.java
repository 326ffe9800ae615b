// SPDX-License-Identifier: Apache-2.0
package io.slipway.security;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;

/** What its certificate calls a device. */
public record DeviceName(String clientId, String account) {
  private static final String SPECIAL = "\"+,;<>\\=#";

  /** {@code CN=clientId,O=account}, as RFC 4514 writes it. */
  public String rfc4514() {
    return "CN=" + escaped(clientId) + ",O=" + escaped(account);
  }

  /** What is written first stands last in the name itself. */
  X500Name x500Name() {
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.O, new DERUTF8String(account))
        .addRDN(BCStyle.CN, new DERUTF8String(clientId))
        .build();
  }

  String urn() {
    return "urn:slipway:" + encoded(account) + ":" + encoded(clientId);
  }

  /** Whether a name says this and nothing else, in whatever order. */
  boolean isSaidBy(X500Name subject) {
    Map<ASN1ObjectIdentifier, String> said = new HashMap<>();
    for (RDN part : subject.getRDNs()) {
      if (part.isMultiValued() || !(part.getFirst().getValue() instanceof ASN1String text)) {
        return false;
      }
      if (said.put(part.getFirst().getType(), text.getString()) != null) {
        return false;
      }
    }
    return said.equals(Map.of(BCStyle.CN, clientId, BCStyle.O, account));
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean atEdge = i == 0 || i == text.length() - 1;
      if (c < ' ' || c == 0x7f) {
        escaped.append("\\%02X".formatted((int) c));
      } else if (SPECIAL.indexOf(c) >= 0 || c == ' ' && atEdge) {
        escaped.append('\\').append(c);
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
  }
}
