// SPDX-License-Identifier: Apache-2.0
package io.slipway.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArgumentsTest {

  @Test
  void flags_standOverTheFile() {
    Arguments arguments =
        Arguments.parse(
            List.of("--client-id=pump", "--config", "a.properties", "--password", "x=y\nz"));
    assertThat(arguments.file()).isEqualTo(Path.of("a.properties"));
    assertThat(arguments.settings()).isEqualTo(Map.of("client-id", "pump", "password", "x=y\nz"));
    assertThat(arguments.toString()).doesNotContain("x=y");
  }

  @Test
  void valueBehindEquals_isTakenAsItIs() {
    assertThat(Arguments.parse(List.of("--config=f", "--password=a=b\nc")).settings())
        .isEqualTo(Map.of("password", "a=b\nc"));
  }

  @Test
  void wrongUsage_isExplained() {
    assertThatThrownBy(() -> Arguments.parse(List.of())).hasMessageContaining("--config FILE");
    assertThatThrownBy(() -> Arguments.parse(List.of("--config")))
        .hasMessage("a value must follow --config");
    assertThatThrownBy(() -> Arguments.parse(List.of("--config=f", "--colour=red")))
        .hasMessage("nobody knows --colour");
    assertThatThrownBy(() -> Arguments.parse(List.of("--config=f", "now")))
        .hasMessage("nobody knows now");
  }

  @Test
  void flagsThatTheAgentKeeps_standInTheFileOnly() {
    assertThatThrownBy(() -> Arguments.parse(List.of("--config=f", "--enabled=true")))
        .hasMessage("nobody knows --enabled");
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void help_namesEverySetting(Setting setting) {
    assertThat(Arguments.parse(List.of("--config=f", "--help")).help()).isTrue();
    assertThat(Arguments.HELP).contains("  " + setting.key() + " ").contains(setting.description());
  }
}
