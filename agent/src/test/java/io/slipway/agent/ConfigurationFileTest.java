// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationFileTest {
  @TempDir private Path folder;
  private Path path;
  private ConfigurationFile file;

  @BeforeEach
  void name() {
    path = folder.resolve("agent.properties");
    file = new ConfigurationFile(path);
  }

  @Test
  void settings_areReadAsPropertiesAre() throws IOException {
    Files.writeString(
        path, "# ours\nclient-id = p\\u00fcmp\n  password: a\\\n   b\\\\\n\n!\nhook=\n");
    assertThat(file.read())
        .isEqualTo(Map.of(Setting.CLIENT_ID, "pümp", Setting.PASSWORD, "ab\\", Setting.HOOK, ""));
  }

  @Test
  void path_isMeantFromWhereTheFileIs() throws IOException {
    Files.writeString(path, "ca-file=certs/ca.pem\nhook=/usr/bin/hook\ndata= \nclient-id=a/b\n");
    Map<Setting, String> settings = file.read();
    assertThat(settings.get(Setting.CA_FILE)).isEqualTo(folder.resolve("certs/ca.pem").toString());
    assertThat(settings.get(Setting.HOOK)).isEqualTo("/usr/bin/hook");
    assertThat(settings.get(Setting.DATA)).isBlank();
    assertThat(settings.get(Setting.CLIENT_ID)).isEqualTo("a/b");
  }

  @Test
  void pathThatIsNone_isRefusedAndNoFault() throws IOException {
    Files.writeString(path, "hook=a\\u0000b\n");
    assertThatThrownBy(file::read)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("hook is no path");
  }

  @Test
  void unknownSetting_isNamedWithTheKnownOnes() throws IOException {
    Files.writeString(path, "user-name=x\n");
    assertThatThrownBy(file::read)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("nobody knows user-name")
        .hasMessageContaining("ca-authentication")
        .hasMessageContaining("retry-max-attempts");
  }

  @Test
  void unreadableFile_isNamed() throws IOException {
    assertThatThrownBy(file::read).hasMessage("there is no file " + path);
    Files.writeString(path, "client-id=\\u00zz\n");
    assertThatThrownBy(file::read).hasMessageContaining(path + " is no properties file");
    Files.write(path, new byte[] {'a', '=', (byte) 0xff});
    assertThatThrownBy(file::read).hasMessageContaining(path + " cannot be read");
  }

  @Test
  void mark_changesTheFlagsWhereTheyStandAndNothingElse() throws IOException {
    Files.writeString(
        path,
        "# enabled=maybe\r\nclient-id=pump\n\nenabled = tr\\\n  ue\nhook=/a\\\nenabled=no\n"
            + "provisioned:false\r\n! the end \\\npassword=x\\\\\nen\\u0061bled true");
    file.mark(false, true);
    assertThat(Files.readString(path))
        .isEqualTo(
            "# enabled=maybe\r\nclient-id=pump\n\nenabled=false\nhook=/a\\\nenabled=no\n"
                + "provisioned=true\r\n! the end \\\npassword=x\\\\\n");
  }

  @Test
  void mark_addsMissingFlagsWhereNothingCanSwallowThem() throws IOException {
    Files.writeString(path, "hook=/a\\");
    file.mark(true, false);
    assertThat(Files.readString(path)).isEqualTo("enabled=true\nprovisioned=false\nhook=/a\\");
    Files.writeString(path, "");
    file.mark(false, true);
    assertThat(Files.readString(path)).isEqualTo("enabled=false\nprovisioned=true\n");
  }

  @Test
  void mark_keepsEverySettingOfAnyFile() throws IOException {
    Random random = new Random(20_260_601);
    for (int round = 0; round < 150; round++) {
      Files.writeString(path, anyText(random));
      Map<Setting, String> wanted = new EnumMap<>(Setting.class);
      wanted.putAll(file.read());
      boolean enabled = random.nextBoolean();
      file.mark(enabled, !enabled);
      wanted.put(Setting.ENABLED, String.valueOf(enabled));
      wanted.put(Setting.PROVISIONED, String.valueOf(!enabled));
      assertThat(file.read()).isEqualTo(wanted);
      String marked = Files.readString(path);
      file.mark(enabled, !enabled);
      assertThat(Files.readString(path)).isEqualTo(marked);
    }
  }

  @Test
  void mark_leavesALinkALinkAndItsReadersTheirs() throws IOException {
    Path real = Files.createDirectory(folder.resolve("real")).resolve("settings");
    Files.writeString(real, "client-id=pump\n");
    Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r-----"));
    Files.createSymbolicLink(path, Path.of("real/settings"));
    file.mark(false, true);
    assertThat(path).isSymbolicLink();
    assertThat(Files.readString(real)).contains("enabled=false").contains("client-id=pump");
    assertThat(Files.getPosixFilePermissions(real))
        .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    assertThat(folder.resolve("real")).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void fileThatCannotBeReplaced_isSaidSo() throws IOException {
    Files.writeString(path, "client-id=pump\n");
    // Takes the draft's place, for root too.
    Files.createDirectories(folder.resolve("agent.properties.new/full"));
    assertThatThrownBy(() -> file.mark(false, true))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(path + " cannot be written, but enabled and provisioned are kept");
    assertThat(Files.readString(path)).isEqualTo("client-id=pump\n");
  }

  private static String anyText(Random random) {
    String[] pieces = {
      "enabled", "provisioned", "client-id", "hook", "password", "=", ":", " ", "\t", "\n", "\n",
      "\r\n", "\\\n", "\\\\\n", "\\\r\n", "true", "false", "# ", "! x\\\n", "a", "=b\n", "\\n"
    };
    while (true) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(14); i >= 0; i--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      if (knownKeysOnly(text.toString())) {
        return text.toString();
      }
    }
  }

  private static boolean knownKeysOnly(String text) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IOException e) {
      return false;
    }
    return properties.stringPropertyNames().stream().allMatch(k -> Setting.ofKey(k).isPresent());
  }
}
