// SPDX-License-Identifier: Apache-2.0
package io.slipway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page on configuration is about this program. */
class ConfigurationPageTest {
  private static final Path PAGE = Path.of("../docs/configuration.md");

  @Test
  void page_tellsEverySettingAndNoOther() throws IOException {
    List<String> rows =
        Files.readAllLines(PAGE).stream().filter(l -> l.startsWith("| `--")).toList();
    assertThat(rows).isEqualTo(Arrays.stream(Setting.values()).map(this::row).toList());
  }

  @Test
  void page_tellsEveryVariableThatIsNoSetting() throws IOException {
    assertThat(Files.readString(PAGE)).contains(ConfigSources.OTHER_VARIABLES);
  }

  private String row(Setting setting) {
    return "| `%s %s` | `%s` | %s | %s | %s |"
        .formatted(
            setting.flag(),
            setting.label(),
            setting.variable(),
            setting == Setting.CONFIG ? "" : "`" + setting.key() + "`",
            setting.usual(),
            setting.description());
  }
}
