// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The texts that settings have been given, and by what.
 *
 * @param flags from the command line
 * @param environment of the process; names that do not begin with SLIPWAY_ are left alone
 */
record ConfigSources(Map<Setting, String> flags, Map<String, String> environment) {
  /** Names in the environment that are for other commands, or are secrets and so have no key. */
  static final List<String> OTHER_VARIABLES =
      List.of(
          "SLIPWAY_ADMIN_PASSWORD",
          "SLIPWAY_PASSWORD",
          MasterKeys.HEX,
          MasterKeys.PIN,
          "SLIPWAY_JAVA_OPTS");

  /** A setting's text and where it comes from, for people. */
  record Given(String value, String origin) {}

  /** The file wins over nothing, the environment over the file, a flag over both. */
  Map<Setting, Given> merged(Path usualFolder) {
    Map<Setting, Given> near = new EnumMap<>(Setting.class);
    fromEnvironment(near);
    flags.forEach((setting, value) -> near.put(setting, new Given(value, setting.flag())));
    Map<Setting, Given> all = new EnumMap<>(Setting.class);
    file(near, usualFolder).ifPresent(file -> fromFile(file, all));
    all.putAll(near);
    return all;
  }

  private void fromEnvironment(Map<Setting, Given> into) {
    new TreeMap<>(environment)
        .forEach(
            (name, value) -> {
              if (!name.startsWith("SLIPWAY_") || OTHER_VARIABLES.contains(name)) {
                return;
              }
              Setting setting = Setting.ofVariable(name).orElseThrow(() -> unknownVariable(name));
              // Compose files and unit files set what they have no value for to nothing.
              if (!value.isBlank()) {
                into.put(setting, new Given(value.strip(), "environment variable " + name));
              }
            });
  }

  private static Optional<Path> file(Map<Setting, Given> near, Path usualFolder) {
    Given named = near.get(Setting.CONFIG);
    if (named != null) {
      return Optional.of(Path.of(named.value()));
    }
    Given data = near.get(Setting.DATA);
    Path folder = data == null ? usualFolder : Path.of(data.value());
    return Optional.of(folder.resolve("slipway.yaml")).filter(Files::exists);
  }

  private static void fromFile(Path file, Map<Setting, Given> into) {
    JsonNode tree = parsed(file);
    if (tree.isMissingNode() || tree.isNull()) {
      return;
    }
    if (!tree.isObject()) {
      throw wrong(file + " must hold lines such as \"https-port: 8443\"");
    }
    tree.properties()
        .forEach(
            entry -> {
              Setting setting = settingOf(entry.getKey(), file);
              if (!entry.getValue().isValueNode() || entry.getValue().isNull()) {
                throw wrong(file + ": " + entry.getKey() + " takes one value");
              }
              String value = entry.getValue().asText();
              into.put(setting, new Given(value, entry.getKey() + " in " + file));
            });
  }

  private static Setting settingOf(String key, Path file) {
    Setting setting = Setting.ofKey(key).orElseThrow(() -> unknownKey(key, file));
    if (setting == Setting.CONFIG) {
      throw wrong(file + ": a configuration file cannot name another (config)");
    }
    return setting;
  }

  private static JsonNode parsed(Path file) {
    YAMLMapper yaml =
        YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
            .build();
    try {
      return yaml.readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw wrong(
          file + " line " + line + ": " + e.getOriginalMessage().lines().findFirst().orElse(""));
    } catch (IOException e) {
      throw wrong("the configuration file " + file + " cannot be read");
    }
  }

  private static StartRefusedException unknownVariable(String name) {
    List<String> known = Arrays.stream(Setting.values()).map(Setting::variable).toList();
    return wrong(
        "unknown environment variable "
            + name
            + "; did you mean "
            + Spelling.nearest(name, known)
            + "?");
  }

  private static StartRefusedException unknownKey(String key, Path file) {
    List<String> known = Arrays.stream(Setting.values()).map(Setting::key).toList();
    return wrong(
        file + ": unknown key " + key + "; did you mean " + Spelling.nearest(key, known) + "?");
  }

  private static StartRefusedException wrong(String message) {
    return StartRefusedException.wrongConfiguration(message);
  }
}
