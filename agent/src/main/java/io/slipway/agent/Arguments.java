// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The command line.
 *
 * @param settings by key, which stand over those of the file
 */
record Arguments(boolean help, Path file, Map<String, String> settings) {
  private static final String CONFIG = "--config";

  static final String HELP =
      """
      Usage: agent --config FILE [--SETTING VALUE ...]
      Gets this device provisioned, then works in its account until it is stopped.

      FILE is a properties file with the settings below. Each but the first two is a flag
      too, which stands over the file; those two the agent itself changes in FILE.

      %s
      Exit codes: 0 stopped or not enabled, 1 gave up or cannot run, 2 wrong usage
      """
          .formatted(
              Arrays.stream(Setting.values())
                  .map(Arguments::line)
                  .collect(Collectors.joining("\n", "", "\n")));

  static Arguments parse(List<String> args) {
    if (args.contains("--help") || args.contains("-h")) {
      return new Arguments(true, Path.of(""), Map.of());
    }
    Map<String, String> given = new LinkedHashMap<>();
    for (int i = 0; i < args.size(); i++) {
      int equals = args.get(i).indexOf('=');
      String flag = equals < 0 ? args.get(i) : args.get(i).substring(0, equals);
      if (!flag.equals(CONFIG) && !isSetting(flag)) {
        throw new SettingsException("nobody knows " + flag);
      }
      if (equals >= 0) {
        given.put(flag, args.get(i).substring(equals + 1));
      } else if (++i < args.size()) {
        given.put(flag, args.get(i));
      } else {
        throw new SettingsException("a value must follow " + flag);
      }
    }
    String file = given.remove(CONFIG);
    if (file == null) {
      throw new SettingsException("say which settings to use: --config FILE");
    }
    Map<String, String> settings = new LinkedHashMap<>();
    given.forEach((flag, value) -> settings.put(keyOf(flag), value));
    return new Arguments(false, Path.of(file), settings);
  }

  /** Some settings are secrets. */
  @Override
  public String toString() {
    return "Arguments[" + file + ", " + settings.keySet() + "]";
  }

  private static boolean isSetting(String flag) {
    return flag.startsWith("--") && Setting.ofKey(keyOf(flag)).filter(s -> !s.kept()).isPresent();
  }

  private static String keyOf(String flag) {
    return flag.substring("--".length());
  }

  private static String line(Setting setting) {
    String usual = setting.usual().isEmpty() ? "" : " (" + setting.usual() + ")";
    return "  %-22s %s%s".formatted(setting.key(), setting.description(), usual);
  }
}
