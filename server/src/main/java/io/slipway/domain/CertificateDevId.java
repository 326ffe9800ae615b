// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which factory certificate an order is for ({@code certificateDevId}). */
public sealed interface CertificateDevId {
  /** Begins the form that names one certificate. */
  String SHA256 = "sha256:";

  /** Begins the form that names the manufacturer too; its name ends at the first slash. */
  String MANUFACTURER = "manufacturer:";

  /** Only this one. */
  record Exactly(String fingerprint) implements CertificateDevId {}

  /** One with this device id, by the authority of this name. */
  record Made(String authority, String devId) implements CertificateDevId {}

  /** One with this device id, by any authority that the account trusts. */
  record Any(String devId) implements CertificateDevId {}

  /** Reads what an order says; throws where {@link #problem} finds something. */
  static CertificateDevId parse(String text) {
    if (text.startsWith(SHA256)) {
      return new Exactly(hex(text));
    }
    if (text.startsWith(MANUFACTURER)) {
      String rest = text.substring(MANUFACTURER.length());
      int slash = rest.indexOf('/');
      return new Made(rest.substring(0, slash), rest.substring(slash + 1));
    }
    return new Any(text);
  }

  /** What is wrong with it. */
  static Optional<String> problem(String text) {
    if (text.startsWith(SHA256)) {
      return Patterns.DIGEST.matcher(hex(text)).matches()
          ? Optional.empty()
          : Optional.of("must have 64 hexadecimal digits after " + SHA256);
    }
    if (text.startsWith(MANUFACTURER)) {
      return Patterns.MADE.matcher(text).matches()
          ? Optional.empty()
          : Optional.of("must look like " + MANUFACTURER + "NAME/DEVICE_ID");
    }
    return Optional.empty();
  }

  /** The same in the form that is kept. */
  static String canonical(String text) {
    return text.startsWith(SHA256) ? SHA256 + hex(text) : text;
  }

  private static String hex(String text) {
    return text.substring(SHA256.length()).replace(":", "").toLowerCase(Locale.ROOT);
  }

  /**
   * Whether a certificate is the one that is meant.
   *
   * @param authority the name of the one that has issued it
   */
  default boolean fits(FactoryIdentity shown, String authority) {
    return switch (this) {
      case Exactly exactly -> exactly.fingerprint().equals(shown.fingerprint());
      case Made made ->
          made.authority().equals(authority)
              && shown.devId().filter(made.devId()::equals).isPresent();
      case Any any -> shown.devId().filter(any.devId()::equals).isPresent();
    };
  }

  /** Compiled once. */
  final class Patterns {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern MADE =
        Pattern.compile(Pattern.quote(MANUFACTURER) + "[^/]{1,255}/.+");

    private Patterns() {}
  }
}
