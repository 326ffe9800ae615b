// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the certificate of a device says, beside its key.
 *
 * @param subject as RFC 4514 writes it; empty for {@code CN=clientId,O=account}
 * @param alternatives each {@code dns:} or {@code uri:} and a name
 * @param keyUses what the key may be used for
 */
public record CertificateProfile(
    Optional<String> subject, List<String> alternatives, Set<KeyUse> keyUses) {
  public static final String DNS = "dns:";
  public static final String URI = "uri:";
  public static final CertificateProfile DEFAULT =
      new CertificateProfile(Optional.empty(), List.of(), Set.of(KeyUse.DIGITAL_SIGNATURE));

  private static final String SPECIAL = "\"+,;<>\\=#";

  public CertificateProfile {
    alternatives = List.copyOf(alternatives);
    keyUses = Set.copyOf(keyUses);
  }

  /** What a key may be used for. */
  public enum KeyUse {
    DIGITAL_SIGNATURE,
    KEY_AGREEMENT,
    KEY_ENCIPHERMENT
  }

  /**
   * This with values in place of variables: no value makes more of a name than a value. Throws
   * {@link Variables.MissingException} where one is not given.
   */
  CertificateProfile render(Variables values) {
    try {
      return new CertificateProfile(
          subject.map(s -> new VariableText(s).render(values, CertificateProfile::escaped)),
          alternatives.stream().map(a -> alternative(a, values)).toList(),
          keyUses);
    } catch (Variables.MissingException missing) {
      throw missing.within("the device's certificate");
    }
  }

  private static String alternative(String text, Variables values) {
    return text.startsWith(URI)
        ? new VariableText(text).render(values, CertificateProfile::encoded)
        : new VariableText(text).render(values);
  }

  /** This with something in place of each variable, to look whether it can be right at all. */
  public CertificateProfile sample() {
    return new CertificateProfile(
        subject.map(s -> new VariableText(s).sample()),
        alternatives.stream().map(a -> new VariableText(a).sample()).toList(),
        keyUses);
  }

  /** A text as a value within a name of RFC 4514. */
  public static String escaped(String text) {
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

  /** A text as one segment of an address. */
  public static String encoded(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      if (plain || c == '-' || c == '.' || c == '_') {
        encoded.append(c);
      } else {
        encoded.append("%%%02X".formatted((int) c));
      }
    }
    return encoded.toString();
  }
}
