// SPDX-License-Identifier: Apache-2.0
package io.slipway.registry;

import io.slipway.domain.PackageName;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What packages may be called, and where they may be. */
final class PackageRules {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+-]{0,199}");
  private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+-]{0,99}");
  private static final Pattern HANDLER = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
  private static final int LONGEST_URL = 2_000;

  private PackageRules() {}

  static void check(PackageDraft draft) {
    draft.name().ifPresent(name -> require("/name", NAME, name, "200"));
    draft.version().ifPresent(version -> require("/version", VERSION, version, "100"));
    if (!HANDLER.matcher(draft.handler()).matches()) {
      throw RefusedException.invalid(
          "/handler", "must be at most 32 small letters, digits and hyphens");
    }
    if (draft.sha256().filter(s -> !SHA_256.matcher(s).matches()).isPresent()) {
      throw RefusedException.invalid("/sha256", "must be 64 hex digits in small letters");
    }
  }

  static void check(PackageName name) {
    require("/name", NAME, name.name(), "200");
    require("/version", VERSION, name.version(), "100");
  }

  private static void require(String field, Pattern pattern, String value, String longest) {
    if (!pattern.matcher(value).matches()) {
      throw RefusedException.invalid(
          field,
          "must be at most "
              + longest
              + " letters, digits and any of . _ + - and not begin with a sign");
    }
  }

  static void checkUrl(String text) {
    Optional<String> scheme = Optional.empty();
    try {
      URI url = new URI(text);
      boolean plain =
          url.getHost() != null && url.getUserInfo() == null && url.getFragment() == null;
      scheme = Optional.ofNullable(plain ? url.getScheme() : null);
    } catch (URISyntaxException notOne) {
      // As one without a scheme.
    }
    boolean known =
        scheme
            .map(s -> s.toLowerCase(Locale.ROOT))
            .filter(s -> s.equals("https") || s.equals("http"))
            .isPresent();
    if (!known || text.length() > LONGEST_URL) {
      throw RefusedException.invalid(
          "/url", "must be an address that begins with https or http, without a login");
    }
  }
}
