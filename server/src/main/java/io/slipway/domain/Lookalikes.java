// SPDX-License-Identifier: Apache-2.0
package io.slipway.domain;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What a client id may have been meant to be: most are addresses, written in several ways. */
public final class Lookalikes {
  private static final Pattern SEPARATORS = Pattern.compile("[\\s.:_-]+");
  private static final Pattern MAC_ADDRESS = Pattern.compile("\\p{XDigit}{12}");
  private static final Pattern BEFORE_PAIR = Pattern.compile("(?<=.)(?=(..)+$)");

  /** So much of a long client id is taken for right. */
  private static final double SURE_SHARE = 0.75;

  private static final int SHORTEST_BEGINNING = 3;

  private Lookalikes() {}

  /** The same in other ways of writing, without itself. */
  public static List<String> of(String clientId) {
    Set<String> ways = new LinkedHashSet<>();
    String bare = SEPARATORS.matcher(clientId).replaceAll("");
    addCases(ways, clientId.strip());
    addCases(ways, bare);
    if (MAC_ADDRESS.matcher(bare).matches()) {
      addCases(ways, BEFORE_PAIR.matcher(bare).replaceAll(":"));
      addCases(ways, BEFORE_PAIR.matcher(bare).replaceAll("-"));
    }
    ways.remove(clientId);
    ways.remove("");
    return List.copyOf(ways);
  }

  private static void addCases(Set<String> ways, String text) {
    ways.add(text);
    ways.add(text.toLowerCase(Locale.ROOT));
    ways.add(text.toUpperCase(Locale.ROOT));
  }

  /** What those that differ at the end only begin with. */
  public static String beginning(String clientId) {
    int sure = (int) (clientId.length() * SURE_SHARE);
    return clientId.substring(0, Math.min(clientId.length(), Math.max(SHORTEST_BEGINNING, sure)));
  }
}
