// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent.state;

import java.util.Locale;

/**
 * An application that the device was ordered to install. None of the texts has white space.
 *
 * @param rollBack whether it is to go where something later fails; once the device has arrived it
 *     stays in any case
 */
public record Application(
    String name, String version, String sha256, String handler, boolean rollBack, Stage stage) {

  private static final String GOES = "rollback";
  private static final String STAYS = "stay";
  private static final int WORDS = 6;

  /**
   * How far it is.
   *
   * <pre>
   * INSTALLING ──▶ INSTALLED ──something fails──▶ REMOVING ──▶ (forgotten), or
   *     ▲  └──────────────────it fails──────────────▲ └──▶ REMOVED
   *     └───────────the pending configuration takes effect again──┘
   * </pre>
   */
  public enum Stage {
    /** Its installer is told to install it, and may have done so. */
    INSTALLING,
    /** It runs. */
    INSTALLED,
    /** Its installer is to take it away, and may have done so. */
    REMOVING,
    /** It is away as the pending configuration is, and comes back with that. */
    REMOVED
  }

  /** Reads what {@link #text} wrote. */
  static Application parse(String text) {
    String[] words = text.split(" ", -1);
    if (words.length != WORDS) {
      throw new IllegalArgumentException("this is no application: " + text);
    }
    return new Application(
        words[4],
        words[5],
        words[2],
        words[3],
        words[1].equals(GOES),
        Stage.valueOf(words[0].toUpperCase(Locale.ROOT)));
  }

  String text() {
    return String.join(
        " ",
        stage.name().toLowerCase(Locale.ROOT),
        rollBack ? GOES : STAYS,
        sha256,
        handler,
        name,
        version);
  }

  /** Whether this is that one, however far both are. */
  public boolean is(Application other) {
    return name.equals(other.name)
        && version.equals(other.version)
        && sha256.equals(other.sha256)
        && handler.equals(other.handler);
  }

  /** For people. */
  public String title() {
    return name + " " + version;
  }

  /** Whether it may have to be installed or taken back. */
  boolean needsContent() {
    return stage != Stage.INSTALLED || rollBack;
  }

  Application at(Stage next) {
    return new Application(name, version, sha256, handler, rollBack, next);
  }

  Application goes(boolean goes) {
    return new Application(name, version, sha256, handler, goes, stage);
  }
}
