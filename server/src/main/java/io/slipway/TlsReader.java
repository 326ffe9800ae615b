// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import io.slipway.tls.AcmeSettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads where the certificate comes from that browsers see.
 *
 * @param text what is given for a setting
 * @param bad what is thrown where that cannot be meant, with what is allowed
 */
record TlsReader(
    Function<Setting, Optional<String>> text,
    BiFunction<Setting, String, StartRefusedException> bad) {
  private static final Pattern HOST_NAME =
      Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+");

  TlsSettings read() {
    Optional<Path> certificate = file(Setting.TLS_CERTIFICATE);
    Optional<Path> key = file(Setting.TLS_KEY);
    Optional<AcmeSettings> acme = given(Setting.ACME_DIRECTORY).map(this::acme);
    if (certificate.isPresent() != key.isPresent()) {
      throw StartRefusedException.wrongConfiguration(
          Setting.TLS_CERTIFICATE.flag() + " and " + Setting.TLS_KEY.flag() + " go together");
    }
    if (certificate.isPresent() && acme.isPresent()) {
      throw StartRefusedException.wrongConfiguration(
          "the certificate comes from "
              + Setting.TLS_CERTIFICATE.flag()
              + " or from "
              + Setting.ACME_DIRECTORY.flag()
              + ", not from both");
    }
    return new TlsSettings(certificate.map(c -> new TlsSettings.Files(c, key.orElseThrow())), acme);
  }

  private AcmeSettings acme(String directory) {
    if (!text.apply(Setting.ACME_AGREE_TO_TERMS).filter("yes"::equals).isPresent()) {
      throw StartRefusedException.wrongConfiguration(
          "an ACME authority certifies only who agrees to its terms of service: read them, then say"
              + " "
              + Setting.ACME_AGREE_TO_TERMS.flag()
              + " yes");
    }
    return new AcmeSettings(
        directory(directory),
        names(),
        given(Setting.ACME_EMAIL)
            .map(e -> matching(e, EMAIL, Setting.ACME_EMAIL, "a mail address")),
        challenge(),
        file(Setting.ACME_CA));
  }

  private URI directory(String text) {
    try {
      URI directory = URI.create(text);
      if ("https".equals(directory.getScheme()) && directory.getHost() != null) {
        return directory;
      }
    } catch (IllegalArgumentException e) {
      throw bad.apply(Setting.ACME_DIRECTORY, "none, or a URL that begins with https");
    }
    throw bad.apply(Setting.ACME_DIRECTORY, "none, or a URL that begins with https");
  }

  private List<String> names() {
    String allowed = "one or more host names with commas, such as console.example";
    String names = given(Setting.ACME_NAMES).orElse("");
    return Stream.of(names.toLowerCase(Locale.ROOT).split(",", -1))
        .map(name -> matching(name.strip(), HOST_NAME, Setting.ACME_NAMES, allowed))
        .toList();
  }

  private AcmeSettings.Challenge challenge() {
    return switch (text.apply(Setting.ACME_CHALLENGE).orElse(Setting.ACME_CHALLENGE.usual())) {
      case "tls-alpn-01" -> AcmeSettings.Challenge.TLS;
      case "http-01" -> AcmeSettings.Challenge.HTTP;
      default -> throw bad.apply(Setting.ACME_CHALLENGE, "tls-alpn-01, http-01");
    };
  }

  private String matching(String value, Pattern form, Setting setting, String allowed) {
    if (!form.matcher(value).matches()) {
      throw bad.apply(setting, allowed);
    }
    return value;
  }

  private Optional<Path> file(Setting setting) {
    try {
      Optional<Path> named = given(setting).map(Path::of);
      if (named.isPresent() && !Files.isRegularFile(named.get())) {
        throw bad.apply(setting, "none, or a file that is there");
      }
      return named.map(f -> f.toAbsolutePath().normalize());
    } catch (InvalidPathException e) {
      throw bad.apply(setting, "none, or a file");
    }
  }

  private Optional<String> given(Setting setting) {
    return text.apply(setting).filter(value -> !value.equals(Setting.NONE));
  }
}
