// SPDX-License-Identifier: Apache-2.0
package io.slipway.provisioning;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.slipway.domain.PackageName;
import io.slipway.domain.Parcel;
import io.slipway.protocol.payload.KuraPayload;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KuraPackagesTest {
  private static final Parcel HEATER =
      new Parcel(new PackageName("heater", "1.2.0"), "dp", "ab", 77, Optional.empty());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<packages><package><name>heater</name><version>1.2.0</version></package></packages>",
        "<package>\n  <name>heater</name>\n  <version>1.2.0</version>\n<bundles/></package>"
      })
  void packageInTheList_isThere(String list) {
    assertThat(KuraPackages.there(HEATER, list.getBytes(UTF_8))).hasValue(77);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<package><name>heater</name><version>1x2.0</version></package>",
        "<package><name>heater</name><version>1.2.0.1</version></package>",
        "<package><name>my.heater</name><version>1.2.0</version></package>",
        "<name>heater</name><bundles/><version>1.2.0</version>"
      })
  void otherPackage_isNot(String list) {
    assertThat(KuraPackages.there(HEATER, list.getBytes(UTF_8))).hasValue(0);
  }

  @Test
  void listWithoutEnd_isNotRead() {
    byte[] list = ("<name>" + " ".repeat(300_000)).getBytes(UTF_8);
    assertThat(KuraPackages.there(HEATER, list)).hasValue(0);
  }

  @Test
  void workThatHasBegunBefore_isNoRefusal() {
    KuraPayload busy =
        KuraPayload.builder()
            .metric("response.code", 500)
            .metric("download.status", "IN_PROGRESS")
            .build();
    assertThat(KuraPackages.begun(busy)).isTrue();
    assertThat(KuraPackages.begun(KuraPayload.builder().metric("response.code", 500).build()))
        .isFalse();
  }
}
