// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import io.slipway.agent.state.DurableFile;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The agent's configuration: a properties file. The agent itself changes two of its settings, as
 * the original does: {@code enabled} and {@code provisioned}.
 */
final class ConfigurationFile {
  private final Path file;

  ConfigurationFile(Path file) {
    this.file = file;
  }

  Path path() {
    return file;
  }

  /** The settings that stand in the file. */
  Map<Setting, String> read() {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text()));
    } catch (IOException | IllegalArgumentException e) {
      throw new SettingsException(file + " is no properties file: " + e.getMessage(), e);
    }
    Map<Setting, String> settings = new EnumMap<>(Setting.class);
    for (String key : properties.stringPropertyNames()) {
      Setting setting =
          Setting.ofKey(key)
              .orElseThrow(
                  () ->
                      new SettingsException(
                          file + ": nobody knows " + key + "; known are: " + Setting.keys()));
      settings.put(setting, value(setting, properties.getProperty(key)));
    }
    return settings;
  }

  private String value(Setting setting, String text) {
    return setting.path() && !text.isBlank()
        ? file.toAbsolutePath().resolveSibling(text.strip()).toString()
        : text;
  }

  /** Better refused at the start than on arrival. */
  void requireWritable() {
    Path folder = file.toAbsolutePath().getParent();
    if (!Files.isWritable(folder)) {
      throw new SettingsException(
          folder + " must be writable: enabled and provisioned are kept in " + file.getFileName());
    }
  }

  /** Sets both flags in one step and leaves everything else as it stands. */
  void mark(boolean enabled, boolean provisioned) {
    Map<Setting, Boolean> flags = new EnumMap<>(Setting.class);
    flags.put(Setting.ENABLED, enabled);
    flags.put(Setting.PROVISIONED, provisioned);
    List<String> kept =
        text().lines().filter(l -> flags.keySet().stream().noneMatch(s -> sets(l, s))).toList();
    Stream<String> own = flags.entrySet().stream().map(e -> e.getKey().key() + "=" + e.getValue());
    String changed = Stream.concat(own, kept.stream()).collect(Collectors.joining("\n", "", "\n"));
    try {
      DurableFile.write(file, changed.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new SettingsException(
          file + " cannot be written, but enabled and provisioned are kept in it: " + e, e);
    }
  }

  private static boolean sets(String line, Setting setting) {
    return Pattern.matches("\\s*" + Pattern.quote(setting.key()) + "(\\s*[=:].*|\\s.*|)", line);
  }

  private String text() {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new SettingsException("there is no file " + file, e);
    } catch (IOException e) {
      throw new SettingsException(file + " cannot be read: " + e, e);
    }
  }
}
