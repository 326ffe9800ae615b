// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import io.slipway.agent.state.DurableFile;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The agent's configuration: a properties file. The agent itself changes two of its settings, as
 * the original does: {@code enabled} and {@code provisioned}.
 */
final class ConfigurationFile implements Flags {
  private static final Pattern LINE = Pattern.compile("[^\\r\\n]*(?:\\r\\n|\\r|\\n|$)");
  private static final Pattern GOES_ON =
      Pattern.compile("(?s)(?![ \\t\\f]*[#!]).*(?<!\\\\)(?:\\\\\\\\)*\\\\(?:\\r\\n|\\r|\\n)");

  private final Path file;

  ConfigurationFile(Path file) {
    this.file = file;
  }

  @Override
  public String place() {
    return file.toString();
  }

  /** The settings that stand in the file. */
  Map<Setting, String> read() {
    Properties properties = properties(text());
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
    if (!setting.path() || text.isBlank()) {
      return text;
    }
    try {
      return file.toAbsolutePath().resolveSibling(text.strip()).toString();
    } catch (InvalidPathException e) {
      throw new SettingsException(setting.key() + " is no path: " + e.getReason(), e);
    }
  }

  /** Leaves everything else as it stands. */
  @Override
  public void mark(boolean enabled, boolean provisioned) {
    Map<Setting, Boolean> missing = new EnumMap<>(Setting.class);
    missing.put(Setting.ENABLED, enabled);
    missing.put(Setting.PROVISIONED, provisioned);
    StringBuilder kept = new StringBuilder();
    for (String line : logicalLines(text())) {
      Optional<Setting> flag = flagIn(line);
      if (flag.isEmpty()) {
        kept.append(line);
      } else if (missing.containsKey(flag.get())) {
        kept.append(line(flag.get(), missing.remove(flag.get()), line));
      }
    }
    StringBuilder changed = new StringBuilder();
    missing.forEach((flag, value) -> changed.append(line(flag, value, "\n")));
    write(changed.append(kept).toString());
  }

  private static String line(Setting flag, boolean value, String before) {
    return flag.key() + "=" + value + (before.endsWith("\r\n") ? "\r\n" : "\n");
  }

  private Optional<Setting> flagIn(String line) {
    return properties(line).stringPropertyNames().stream()
        .flatMap(key -> Setting.ofKey(key).stream())
        .filter(Setting::kept)
        .findFirst();
  }

  /** Lines with their ends; one that goes on behind a backslash is one line. */
  private static List<String> logicalLines(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    Matcher natural = LINE.matcher(text);
    while (natural.find() && !natural.group().isEmpty()) {
      line.append(natural.group());
      if (!GOES_ON.matcher(line).matches()) {
        lines.add(line.toString());
        line.setLength(0);
      }
    }
    lines.add(line.toString());
    return lines;
  }

  private Properties properties(String text) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
      return properties;
    } catch (IOException | IllegalArgumentException e) {
      throw new SettingsException(file + " is no properties file: " + e.getMessage(), e);
    }
  }

  private void write(String text) {
    try {
      DurableFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new SettingsException(
          file + " cannot be written, but enabled and provisioned are kept in it: " + e, e);
    }
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
