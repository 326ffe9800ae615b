// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.CertificateProfile;
import io.slipway.domain.CertificateProfile.KeyUse;
import io.slipway.domain.VariableText;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;

/** What the certificate of a device may say. */
final class CertificateRules {
  private static final int LONGEST_SUBJECT = 500;
  private static final int LONGEST_ALTERNATIVE = 300;
  private static final int MOST_ALTERNATIVES = 10;
  private static final String HOST =
      "(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
          + "(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*";

  private CertificateRules() {}

  static void check(String at, CertificateProfile profile) {
    profile.subject().ifPresent(subject -> refuse(at + "/subject", problem(subject)));
    String names = at + "/subjectAlternativeNames";
    if (profile.alternatives().size() > MOST_ALTERNATIVES) {
      refuse(names, Optional.of("must be at most " + MOST_ALTERNATIVES));
    }
    for (int i = 0; i < profile.alternatives().size(); i++) {
      refuse(names + "/" + i, alternativeProblem(profile.alternatives().get(i)));
    }
    if (!profile.keyUses().contains(KeyUse.DIGITAL_SIGNATURE)) {
      refuse(
          at + "/keyUsage",
          Optional.of("must have digitalSignature, without which no device can log in by it"));
    }
  }

  /** What is wrong with the variables that texts of a template hold. */
  static void checkVariables(String at, CertificateProfile profile) {
    Stream.concat(profile.subject().stream(), profile.alternatives().stream())
        .flatMap(text -> new VariableText(text).problem().stream())
        .findFirst()
        .ifPresent(problem -> refuse(at, Optional.of(problem)));
  }

  /** As devices read it. */
  private static Optional<String> problem(String subject) {
    if (subject.length() > LONGEST_SUBJECT || subject.chars().anyMatch(Character::isISOControl)) {
      return Optional.of(
          "must be at most " + LONGEST_SUBJECT + " characters long, without control characters");
    }
    if (subject.contains("${")) {
      return Optional.of("must hold no variables, which only templates have");
    }
    try {
      String read = new X500Principal(subject).getName();
      return read.isEmpty() || severalInOne(read)
          ? Optional.of("must name something, each part by itself")
          : Optional.empty();
    } catch (IllegalArgumentException noName) {
      return Optional.of(
          "must be a name as RFC 4514 writes it, such as CN=pump-7,OU=plant,O=acme, of the parts"
              + " CN, O, OU, L, ST, C, STREET, DC and UID");
    }
  }

  private static boolean severalInOne(String name) {
    return name.replaceAll("\\\\.", "").contains("+");
  }

  private static Optional<String> alternativeProblem(String text) {
    if (text.length() > LONGEST_ALTERNATIVE) {
      return Optional.of("must be at most " + LONGEST_ALTERNATIVE + " characters long");
    }
    if (text.startsWith(CertificateProfile.DNS)) {
      return text.substring(CertificateProfile.DNS.length()).matches(HOST)
          ? Optional.empty()
          : Optional.of("must be a host name after dns:");
    }
    if (text.startsWith(CertificateProfile.URI)) {
      return isAddress(text.substring(CertificateProfile.URI.length()))
          ? Optional.empty()
          : Optional.of("must be an address with its scheme after uri:");
    }
    return Optional.of("must begin with dns: or uri:");
  }

  private static boolean isAddress(String text) {
    try {
      return new URI(text).isAbsolute() && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    } catch (URISyntaxException broken) {
      return false;
    }
  }

  private static void refuse(String field, Optional<String> problem) {
    problem.ifPresent(
        what -> {
          throw RefusedException.invalid(field, what);
        });
  }
}
